#!/bin/sh
# Sign the application with the certificate in CERTIFICATE (a .p12 file in base 64), its PASSWORD
# and the IDENTITY it holds, from a keychain made for this and removed again.
set -eu
application=${1:?"say which application"}
here=$(cd "$(dirname "$0")" && pwd)
keychain=$(mktemp -d)/inkling.keychain-db
secret=$(uuidgen)
trap 'security delete-keychain "$keychain"' EXIT

security create-keychain -p "$secret" "$keychain"
security unlock-keychain -p "$secret" "$keychain"
printf '%s' "$CERTIFICATE" | base64 --decode >"$keychain.p12"
security import "$keychain.p12" -k "$keychain" -P "$PASSWORD" -T /usr/bin/codesign
rm "$keychain.p12"
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
codesign --keychain "$keychain" --sign "$IDENTITY" --deep --force --timestamp --options runtime \
    --entitlements "$here/entitlements.plist" "$application"
codesign --verify --deep --strict "$application"
