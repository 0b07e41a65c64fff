#!/bin/sh
# Run a container image as compose.prod.yaml does and ask it for a digit.
#
#   sh packaging/check_image.sh IMAGE
set -eu
image=${1:?"say which image"}
port=18043

container=$(docker run --detach --read-only --tmpfs /tmp --cap-drop ALL \
    --security-opt no-new-privileges:true --publish "127.0.0.1:$port:8000" "$image" --workers 2)
trap 'docker rm --force "$container" >/dev/null' EXIT

tries=0
until [ "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ]; then
        docker logs "$container" >&2
        echo "The container did not become healthy." >&2
        exit 1
    fi
    sleep 1
done

answer=$(curl --fail --silent --show-error --header 'Content-Type: application/json' \
    --data '{"strokes": [[[40, 12], [38, 90]]]}' "http://127.0.0.1:$port/predict")
echo "$answer"
case "$answer" in
    *'"digit":1,'*) ;;
    *) echo "A single downstroke was not read as a 1." >&2; exit 1 ;;
esac
test "$(docker exec "$container" id -u)" != 0
