# shellcheck shell=bash
# Set-up shared by run.sh, test.sh and the Dockerfiles' check: finds what is missing, installs it when it may, builds.
# Source it after setting `root` to the repository's folder. Everything it says goes to standard error.

configuration=Release
stamps=$root/artifacts/setup
# shellcheck source=scripts/compile-ahead.sh
source "$root/scripts/compile-ahead.sh"

say() { printf '%s\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The Debian packages that are not there, one a line. $1 = "tests" adds what only the tests need.
missing_packages() {
  # A connection string makes the private cluster, and so the server's binaries, unnecessary.
  if [[ -z ${ConnectionStrings__Platform:-} || ${1:-} == tests ]]; then
    [[ -x /usr/lib/postgresql/15/bin/postgres ]] || echo postgresql-15
  fi
  if [[ -z ${LIBTORCH:-} ]]; then
    [[ -e /usr/include/torch/library.h ]] || echo libtorch-dev
    compgen -G '/usr/lib/*/openblas-openmp/libopenblas.so.0' >/dev/null || echo libopenblas0-openmp
  fi
  compgen -G '/usr/lib/*/libxgboost.so.0' >/dev/null || echo libxgboost0
  compgen -G '/usr/lib/*/libvips.so.42' >/dev/null || echo libvips42
  command -v g++ >/dev/null || echo g++
  if [[ ${1:-} == tests ]]; then
    if ! test_packages_are_current; then
      command -v node >/dev/null || echo nodejs
      command -v npm >/dev/null || echo npm
    fi
    command -v chromium-headless-shell >/dev/null || echo chromium-headless-shell
  fi
}

# Runs a command as the administrator, without asking for a password.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# $1 = "tests" or empty.
install_missing_packages() {
  local packages
  mapfile -t packages < <(missing_packages "${1:-}")
  if [[ ${#packages[@]} -eq 0 ]]; then return; fi

  local remedy="apt-get install --no-install-recommends ${packages[*]}"
  if [[ -n ${LIBTORCH:-} && ! -d $LIBTORCH ]]; then die "LIBTORCH names $LIBTORCH, which is not a folder."; fi
  command -v apt-get >/dev/null ||
    die "these Debian 12 packages are missing and there is no apt-get to install them: ${packages[*]}"
  if [[ $EUID -ne 0 ]] && ! sudo -n true 2>/dev/null; then
    die "these packages are missing: ${packages[*]}
Installing them needs an administrator: sudo $remedy
(That makes a cluster of Debian's own beside this project's; put create_main_cluster = false into /etc/postgresql-common/createcluster.conf first to avoid it.)"
  fi
  require_space /usr "$(space_of "${packages[@]}")" "installing ${packages[*]}" "Free some space, or install them elsewhere: $remedy"

  say "Installing: ${packages[*]}"
  # postgresql-15 makes and starts a cluster of its own unless told not to; the file is ours, and goes when the packages are there.
  local policy=/etc/postgresql-common/createcluster.d/platform.conf
  as_root mkdir -p "$(dirname "$policy")"
  printf 'create_main_cluster = false\n' | as_root tee "$policy" >/dev/null
  local failed=
  {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${packages[@]}"
  } >"$stamps/apt.log" 2>&1 </dev/null 8>&- 9>&- || failed=1
  as_root rm -f "$policy"
  if [[ -n $failed ]]; then
    tail -n 5 "$stamps/apt.log" >&2
    die "apt-get could not install ${packages[*]}; all that it said is in $stamps/apt.log. By hand: $remedy"
  fi
  mapfile -t packages < <(missing_packages "${1:-}")
  if [[ ${#packages[@]} -gt 0 ]]; then die "still missing after apt-get install: ${packages[*]}"; fi
}

# space_of PACKAGE...: the megabytes that they take with all that they need and their downloads, where nothing of it is there yet.
space_of() {
  local package megabytes=0
  for package in "$@"; do
    case $package in
      libtorch-dev) megabytes=$((megabytes + 1400)) ;;
      chromium-headless-shell) megabytes=$((megabytes + 1000)) ;;
      postgresql-15) megabytes=$((megabytes + 450)) ;;
      nodejs) megabytes=$((megabytes + 400)) ;;
      g++) megabytes=$((megabytes + 350)) ;;
      libvips42) megabytes=$((megabytes + 280)) ;;
      npm) megabytes=$((megabytes + 150)) ;;
      *) megabytes=$((megabytes + 100)) ;;
    esac
  done
  echo "$megabytes"
}

# require_space FOLDER MEGABYTES PURPOSE [ADVICE]: FOLDER need not exist yet.
require_space() {
  local folder=$1 available
  while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
  available=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
  if ((available < $2)); then
    die "$3 needs about $2 MB in $folder, where only $available MB are free. ${4:-Free some space or move the project.}"
  fi
}

require_sdk() {
  command -v dotnet >/dev/null ||
    die "the .NET 10 SDK is missing: no dotnet on PATH. See https://dotnet.microsoft.com/download/dotnet/10.0"
  local home
  home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # The folder answers at once; a wrapper script in dotnet's place is asked.
  if ! compgen -G "$home/sdk/10.*" >/dev/null && ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    die "the .NET SDK on PATH ($home) has no version 10. See https://dotnet.microsoft.com/download/dotnet/10.0"
  fi
}

test_packages_are_current() {
  cmp -s "$root/tests/EndToEnd.Tests/package-lock.json" "$root/tests/EndToEnd.Tests/node_modules/.complete-lock.json"
}

ensure_test_packages() {
  if test_packages_are_current; then return; fi
  say "Fetching what the tests of the pages load"
  "$root/scripts/test-packages.sh" >"$stamps/npm-tests.log" 2>&1 || {
    tail -n 5 "$stamps/npm-tests.log" >&2
    die "npm could not fetch the tests' packages; all that it said is in $stamps/npm-tests.log"
  }
}

# A fingerprint of everything that a build reads: names, sizes and times of the source files. Of JSON only what is the project's own: requests,
# spaces and other files that a user keeps in the clone are no sources.
source_fingerprint() {
  {
    printf '%s\n' "$configuration" "${LIBTORCH:-}"
    find "$root" -mindepth 1 \
      \( -name .git -o -name bin -o -name obj -o -name node_modules -o -name artifacts -o -name .platform -o -path "$root/data" -o -path "$root/docs" -o -name '.?*' -a -type d \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.razor' -o -name '*.css' -o -name '*.js' -o -name '*.cpp' -o -name '*.h' -o -name '*.csproj' \
      -o -name '*.props' -o -name '*.targets' -o -name '*.sln' -o -name '*.slnf' -o -name '*.sql' -o -name .editorconfig \
      -o -path "$root/global.json" -o -path "$root/tests/*.json" -o -path "$root/bench/*.json" -o -path "$root/Platform.*/*.json" \) \
      -printf '%P %s %T@\n' | sort
  } | sha256sum
}

# build TARGET STAMP [STAMP...]: nothing to do when no source file changed since the first stamp was written; writes all of them,
# because building everything builds the programs too.
build() {
  local target=$1 stamp=$stamps/$2 fingerprint
  shift
  fingerprint=$(source_fingerprint)
  if [[ -e $stamp && $(<"$stamp") == "$fingerprint" ]]; then return; fi
  # Building overwrites files that running programs have mapped; everything started from here holds this lock shared.
  if ! flock -n -x 8; then
    if [[ ! -e $stamp ]]; then die "programs of this clone are running (the platform?); stop them first, since building would replace them."; fi
    say "The sources have changed, but programs of this clone are running: going on with what is built. Stop them to build."
    return
  fi
  if [[ ! -e $stamp ]]; then require_space "$root" 1500 "building"; fi
  say "Building $target ($configuration)"
  local log=$stamps/build.log
  if ! dotnet build "$root/$target" -c "$configuration" -v q -nologo -nodeReuse:false -clp:NoSummary >"$log" 2>&1 </dev/null 8>&- 9>&-; then
    grep -E 'error' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
    die "the build failed; all that it said is in $log"
  fi
  if ! compile_ahead >"$stamps/ahead.log" 2>&1 </dev/null 8>&- 9>&-; then
    say "Not everything could be compiled ahead: programs are slower at first. Why is in $stamps/ahead.log"
  fi
  local name
  for name in "$@"; do printf '%s\n' "$fingerprint" >"$stamps/$name"; done
}

# set_up TARGET STAMPS [tests]: one set-up at a time in a clone; others wait for it.
set_up() {
  mkdir -p "$stamps" 2>/dev/null || die "cannot write to $root: run.sh builds in its own folder, so it must belong to you."
  exec 9>"$stamps/lock" || die "cannot write $stamps/lock: the clone belongs to $(stat -c %U "$root")."
  if ! flock -n 9; then
    say "Another set-up is at work in this clone; waiting for it."
    flock 9
  fi
  exec 8>"$stamps/in-use"
  require_sdk
  install_missing_packages "${3:-}"
  if [[ ${3:-} == tests ]]; then ensure_test_packages; fi
  # shellcheck disable=SC2086
  build "$1" $2
  # Kept open, also by the program that takes this shell's place.
  flock -s 8
  exec 9>&-
}
