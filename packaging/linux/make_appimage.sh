#!/bin/sh
# Make an AppImage out of the folder build. The runtime that starts it is the AppImage project's;
# its release and SHA-256 are pinned here. Fetching it takes a network.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
machine=x86_64
runtime_sha256=2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d
root=build/AppDir
runtime=build/appimage-runtime

rm -rf "$root"
mkdir -p "$root/usr/lib"
cp -a dist/inkling "$root/usr/lib/inkling"
cp packaging/linux/inkling.desktop "$root/"
cp build/build/icons/inkling-256.png "$root/inkling.png"
ln -s inkling.png "$root/.DirIcon"
ln -s usr/lib/inkling/inkling "$root/AppRun"

[ -f "$runtime" ] || curl --fail --silent --show-error --location --output "$runtime" \
    "https://github.com/AppImage/type2-runtime/releases/download/20251108/runtime-$machine"
echo "$runtime_sha256  $runtime" | sha256sum --check --quiet
mksquashfs "$root" build/inkling.squashfs -root-owned -noappend -comp zstd -quiet -no-progress
target=dist/inkling-$version-$machine.AppImage
cat "$runtime" build/inkling.squashfs >"$target"
chmod +x "$target"
QT_QPA_PLATFORM=offscreen "$target" --appimage-extract-and-run --self-test
