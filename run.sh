#!/usr/bin/env bash
# Sets up what is missing, builds, and runs the platform; with arguments, the command line (./run.sh --help).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

set_up Platform.slnf run
if [[ $# -eq 0 ]]; then set -- up; fi
exec dotnet "$root/Platform.Cli/bin/$configuration/net10.0/Platform.Cli.dll" "$@"
