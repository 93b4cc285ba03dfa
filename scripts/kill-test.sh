#!/usr/bin/env bash
# Whether acknowledged points survive kill -9: kills a web server and its database in turn, N times in all (100 if it is not said), while
# connections log metrics over HTTP, and reads every acknowledged point back. Both are its own, with default durability, and deleted at
# the end. Prints one JSON document; ends with 1 if a point is missing, doubled or wrong.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [[ $# -gt 1 || ! ${1:-100} =~ ^[1-9][0-9]{0,4}$ ]]; then
    echo "usage: scripts/kill-test.sh [N]" >&2
    exit 2
fi
BENCH_KILLS=${1:-100} exec "$root/run.sh" bench kill
