#!/usr/bin/env bash
# Starts a platform of its own with something on every page, and writes pictures of all pages to docs/images/pages:
# light and dark, 1440 and 390 pixels wide, WebP of at most 120 kB each. With an argument, to that folder instead.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"
set_up Platform.sln "test run" tests

export PLATFORM_PAGE_PICTURES=${1:-$root/docs/images/pages}
cd "$root/tests/EndToEnd.Tests"
dotnet "bin/$configuration/net10.0/EndToEnd.Tests.dll" -noLogo -noColor -explicit only -class '*PagePictures'
say "$(find "$PLATFORM_PAGE_PICTURES" -name '*.webp' | wc -l) pictures in $PLATFORM_PAGE_PICTURES, the largest $(find "$PLATFORM_PAGE_PICTURES" -name '*.webp' -printf '%s\n' | sort -n | tail -n 1) bytes"
