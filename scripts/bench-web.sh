#!/usr/bin/env bash
# Measures the pages in Chromium (bench web) and prints one JSON document; sets up what the tests need, which includes the browser and its driver.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

set_up Platform.sln "test run" tests
exec dotnet "$root/Platform.Cli/bin/$configuration/net10.0/Platform.Cli.dll" bench web
