#!/bin/sh
# Make the disk image out of the application: it, and a link to where it goes.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
stage=build/dmg
rm -rf "$stage"
mkdir -p "$stage"
cp -R dist/Inkling.app "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname Inkling -srcfolder "$stage" -ov -format ULFO \
    "dist/inkling-$version-macos-$(uname -m).dmg"
