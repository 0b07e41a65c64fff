#!/bin/sh
# Install with apt what `make package` and `make check-package` call beside Python: binutils, zstd,
# dpkg-deb; a virtual screen, and debootstrap with a mirror's keys for the bare system.
set -eu
missing=
for pair in objdump=binutils ar=binutils xz=xz-utils zstd=zstd Xvfb=xvfb debootstrap=debootstrap \
    desktop-file-validate=desktop-file-utils; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    printf 'Packaging needs more tools; type: sudo apt-get install%s\n' "$missing" >&2
    exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086  # one word a package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
