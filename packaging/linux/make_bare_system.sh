#!/bin/sh
# Make a bare Debian system in a folder, as root: what `debootstrap --variant=minbase` installs and
# nothing else, from the mirror that this system's apt uses. A finished one is kept.
set -eu
target=${1:?"say which folder"}
[ ! -e "$target/finished" ] || exit 0
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
wanted="\$(SITE) \$(CODENAME)"
mirror=$(apt-get indextargets --format "$wanted" | awk -v suite="$suite" '
    $2 == suite { print $1; exit }')
rm -rf "$target"
debootstrap --variant=minbase "$suite" "$target" "$mirror" >"$target.log" 2>&1 || {
    cat "$target.log" >&2
    exit 1
}
# Its own apt goes where this one goes.
cp -a /etc/apt/sources.list* /etc/apt/apt.conf.d /etc/apt/auth.conf.d "$target/etc/apt/" \
    2>/dev/null || true
cp /etc/resolv.conf /etc/hosts "$target/etc/" 2>/dev/null || true
touch "$target/finished"
