#!/usr/bin/env bash
# Makes docker/platform.env, the secrets that compose.yaml reads, with a generated password. Keeps an existing one.
set -euo pipefail
file=$(dirname "${BASH_SOURCE[0]}")/../docker/platform.env
if [[ -e $file ]]; then
  echo "$file is there already" >&2
  exit 0
fi
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
umask 077
cat >"$file" <<END
POSTGRES_USER=platform
POSTGRES_PASSWORD=$password
POSTGRES_DB=platform
ConnectionStrings__Platform=Host=database;Port=5432;Database=platform;Username=platform;Password=$password
END
