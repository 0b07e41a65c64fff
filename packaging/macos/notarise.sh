#!/bin/sh
# Have Apple look at the disk image, and fasten its word to it.
set -eu
image=${1:?"say which disk image"}
xcrun notarytool submit "$image" --wait --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" \
    --password "$APPLE_PASSWORD"
xcrun stapler staple "$image"
