#!/usr/bin/env bash
# Fetches what only the tests of the pages need (axe-core, an accessibility checker) at the locked version, into the tests' folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tests/EndToEnd.Tests"

npm ci --no-audit --no-fund --ignore-scripts
# Written last: the mark of a complete copy, compared with the lock file by test.sh.
cp package-lock.json node_modules/.complete-lock.json
