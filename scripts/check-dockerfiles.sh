#!/usr/bin/env bash
# Runs the Dockerfiles' own commands without a container engine: every stage built on debian:bookworm-slim gets a fresh
# Debian 12 made by debootstrap, its COPY, ENV, WORKDIR and RUN lines are carried out in it, and the entry point must be there
# at the end. The .NET SDK's image is stood in for by this machine's SDK; stages on other images are named as not run.
# Needs root, debootstrap, rsync and some GB of space. Usage: scripts/check-dockerfiles.sh [docker/web.Dockerfile ...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[[ $EUID -eq 0 ]] || { echo "error: chroot needs root" >&2; exit 1; }
for tool in debootstrap rsync chroot; do
  command -v "$tool" >/dev/null || { echo "error: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d /var/tmp/check-dockerfiles.XXXXXX)
base=$work/base
not_run=()

unmount() {
  for folder in "$work"/stage-*/proc "$work"/stage-*/dev; do
    if mountpoint -q "$folder" 2>/dev/null; then umount -l "$folder"; fi
  done
}
trap 'unmount; rm -rf --one-file-system "$work"' EXIT

# new_stage FOLDER: a copy of the base system with what an engine would provide.
new_stage() {
  cp -a "$base" "$1"
  cp /etc/resolv.conf "$1/etc/resolv.conf"
  mount -t proc proc "$1/proc"
  mount --bind /dev "$1/dev"
}

# Behind a proxy with its own certificates the stage must trust what this machine trusts.
trust() {
  mkdir -p "$1/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
}

# Joins continued lines; drops comments and blank lines.
instructions() {
  sed -e 's/[[:space:]]*$//' -e '/^[[:space:]]*#/d' -e '/^$/d' "$1" | sed -e ':a' -e '/\\$/N; s/\\\n/ /; ta'
}

check() {
  local file=$1 stage='' name='' number=0 folder=/ ran='' line word rest
  local -A stages=()
  local -a environment=()
  echo "== $file"
  while IFS= read -r line; do
    word=${line%% *} rest=${line#* }
    case $word in
      FROM)
        number=$((number + 1)) folder=/ environment=() ran=''
        name=$number
        if [[ $rest == *" AS "* ]]; then name=${rest##* AS }; fi
        case $rest in
          debian:bookworm-slim*)
            stage=$work/stage-$(basename "$file" .Dockerfile)-$name
            echo "-- stage $name"
            new_stage "$stage"
            stages[$name]=$stage
            ran=yes
            ;;
          mcr.microsoft.com/dotnet/sdk:*)
            stages[$name]=dotnet
            ;;
          *)
            not_run+=("$file: the stage on ${rest%% *}")
            ;;
        esac
        ;;
      COPY)
        [[ -n $ran ]] || continue
        if [[ $rest == --from=* ]]; then
          local from=${rest%% *} source target
          read -r source target <<<"${rest#* }"
          from=${stages[${from#--from=}]}
          mkdir -p "$stage$target"
          if [[ $from == dotnet ]]; then
            cp -a "$(dirname "$(readlink -f "$(command -v dotnet)")")/." "$stage$target/"
          else
            cp -a "$from$source/." "$stage$target/"
          fi
        else
          rsync -a --exclude-from=<(sed 's|^\*\*/||' .dockerignore) ./ "$stage$folder/"
        fi
        ;;
      ENV)
        for word in $rest; do
          # shellcheck disable=SC2016
          environment+=("${word//\$PATH//usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}")
        done
        ;;
      WORKDIR)
        folder=$rest
        if [[ -n $ran ]]; then mkdir -p "$stage$folder"; fi
        ;;
      RUN)
        [[ -n $ran ]] || continue
        echo "   RUN $rest"
        chroot "$stage" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
          DEBIAN_FRONTEND=noninteractive NUGET_CERT_REVOCATION_MODE="${NUGET_CERT_REVOCATION_MODE:-online}" "${environment[@]}" \
          /bin/sh -c "cd '$folder' && $rest" >"$work/run.log" 2>&1 </dev/null ||
          { tail -n 30 "$work/run.log"; echo "FAILED: $file: RUN $rest"; exit 1; }
        trust "$stage"
        ;;
      ENTRYPOINT)
        [[ -n $ran ]] || continue
        local program
        program=$(grep -oE '[A-Za-z.]+\.dll' <<<"$rest")
        # It has no database to talk to here; that it starts and says so is the check.
        chroot "$stage" /usr/bin/env -i PATH=/usr/bin:/bin "${environment[@]}" /bin/sh -c \
          "cd '$folder' && timeout 60 dotnet $program" >"$work/run.log" 2>&1 </dev/null && code=0 || code=$?
        grep -q 'ConnectionStrings' "$work/run.log" ||
          { tail -n 20 "$work/run.log"; echo "FAILED: $file: $program ended with $code and did not ask for its connection string"; exit 1; }
        echo "   ENTRYPOINT $program starts and asks for its connection string: $(grep -m 1 ConnectionStrings "$work/run.log")"
        ;;
    esac
  done < <(instructions "$file")
}

files=("$@")
if [[ ${#files[@]} -eq 0 ]]; then files=(docker/*.Dockerfile); fi
echo "Making a fresh Debian 12"
debootstrap --variant=minbase bookworm "$base" >"$work/debootstrap.log" 2>&1 || { tail -n 5 "$work/debootstrap.log"; exit 1; }
for file in "${files[@]}"; do check "$file"; done
for line in ${not_run[@]+"${not_run[@]}"}; do echo "NOT RUN: $line"; done
echo "All other commands ran."
