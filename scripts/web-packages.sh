#!/usr/bin/env bash
# Fetches Platform.Web's front-end packages at the locked versions and copies what the pages load to wwwroot/lib.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../Platform.Web"

npm ci --no-audit --no-fund --ignore-scripts
mkdir -p wwwroot/lib
cp node_modules/echarts/dist/echarts.min.js wwwroot/lib/
cp node_modules/echarts/LICENSE wwwroot/lib/echarts.LICENSE
cp node_modules/echarts/NOTICE wwwroot/lib/echarts.NOTICE
# Written last: the mark of a complete copy, compared with the lock file by run.sh.
cp package-lock.json wwwroot/lib/.package-lock.json
