#!/usr/bin/env bash
# Sets up, builds everything and runs every test project against one private PostgreSQL server.
# With arguments, only those projects: ./test.sh Search.Tests Platform.Core.Tests
# Those of the pages, those of the silos and the others run side by side: all wait much, for browsers, for processes and for the database.
# Those that only compute come first among the others, at a lower priority: they would keep browsers and silos from the processor for minutes.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if nothing failed and every project ran.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

readonly minutes_per_project=60 # for one that hangs where it waits without a deadline: the longest of the tests' own, Eventually.LongPatience, is a sixth of it
results=$root/artifacts/test-results
database_pid=
beside_pids=()

stop_all() {
  local pid
  for pid in ${beside_pids[@]+"${beside_pids[@]}"}; do
    kill -TERM -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  beside_pids=()
  stop_database
}

stop_database() {
  if [[ -n $database_pid ]]; then
    kill -TERM "$database_pid" 2>/dev/null || true
    wait "$database_pid" 2>/dev/null || true
    database_pid=
  fi
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# Sets PLATFORM_TEST_POSTGRES, the connection string of a server that is deleted again at the end.
start_database() {
  local out=$results/database.out
  : >"$out"
  env -u ConnectionStrings__Platform PLATFORM_HOME="$results/home" \
    dotnet "$root/Platform.Cli/bin/$configuration/net10.0/Platform.Cli.dll" database --temporary >"$out" 2>"$results/database.err" &
  database_pid=$!
  while [[ ! -s $out ]]; do
    if ! kill -0 "$database_pid" 2>/dev/null; then
      cat "$results/database.err" >&2
      die "the tests' database did not start"
    fi
    sleep 0.1
  done
  PLATFORM_TEST_POSTGRES=$(head -n 1 "$out")
  export PLATFORM_TEST_POSTGRES
}

# attribute NAME FILE: the number in an xunit result file's <assembly> element.
attribute() {
  grep -o "<assembly [^>]*" "$2" | head -n 1 | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' || echo 0
}

set_up Platform.sln "test run" tests
rm -rf "$results"
mkdir -p "$results"
start_database

projects=("$@")
if [[ ${#projects[@]} -eq 0 ]]; then
  for file in "$root"/tests/*.Tests/*.Tests.csproj; do projects+=("$(basename "$file" .csproj)"); done
fi

# Those that hardly wait for a clock: what they lose of the processor while pages and silos want it costs them little but time.
only_computes() { [[ $1 == Search.Tests || $1 == Training.Core.Tests ]]; }

# run PROJECT: runs it, and leaves its output, its results and its exit code in the results' folder.
run() {
  local project=$1 code=0 politeness=0
  local dll=$root/tests/$project/bin/$configuration/net10.0/$project.dll
  echo "== $project"
  if only_computes "$project"; then politeness=10; fi
  # In the foreground, timeout stays in the process group that is stopped as a whole. The runner prints failing and skipped tests with their messages and reasons.
  (cd "$root/tests/$project" && timeout --foreground --kill-after=30 "${minutes_per_project}m" nice -n "$politeness" dotnet "$dll" -noLogo -noColor -xml "$results/$project.xml") 2>&1 | tee "$results/$project.log" || code=$?
  echo "$code" >"$results/$project.code"
}

pages=() silos=() computing=() others=()
for project in "${projects[@]}"; do
  [[ -e $root/tests/$project/bin/$configuration/net10.0/$project.dll ]] || die "there is no test project $project in $root/tests"
  case $project in
    EndToEnd.Tests | Platform.Web.Tests) pages+=("$project") ;;
    Platform.Silo.Tests | Platform.Cli.Tests) silos+=("$project") ;;
    *) if only_computes "$project"; then computing+=("$project"); else others+=("$project"); fi ;;
  esac
done
others=(${computing[@]+"${computing[@]}"} ${others[@]+"${others[@]}"})
# Programs that live for a minute do not earn back what the runtime's profiling costs them.
export DOTNET_TieredPGO=0

# beside NAME PROJECT...: starts them in the background, one after the other, in a process group of its own, which can be stopped as a whole.
beside() {
  local out=$results/$1.out
  shift
  set -m
  { for project in "$@"; do run "$project"; done; } >"$out" 2>&1 </dev/null &
  beside_pids+=($!)
  set +m
}
if [[ ${#projects[@]} -eq 1 ]]; then
  run "${projects[0]}"
else
  if [[ ${#silos[@]} -gt 0 ]]; then beside silos "${silos[@]}"; fi
  if [[ ${#others[@]} -gt 0 ]]; then beside others "${others[@]}"; fi
  for project in ${pages[@]+"${pages[@]}"}; do run "$project"; done
  for pid in ${beside_pids[@]+"${beside_pids[@]}"}; do wait "$pid" || true; done
  beside_pids=()
  cat "$results"/{silos,others}.out 2>/dev/null || true
fi

passed=0 failed=0 skipped=0
crashed=()
for project in "${projects[@]}"; do
  xml=$results/$project.xml
  code=$(cat "$results/$project.code" 2>/dev/null || echo none)
  if [[ ! -s $xml || ! $code =~ ^[01]$ ]]; then
    crashed+=("$project ended with exit code $code")
    if [[ ! -s $xml ]]; then continue; fi
  fi
  total=$(attribute total "$xml")
  errors=$(attribute errors "$xml")
  if ((total == 0)); then crashed+=("$project ran no tests"); fi
  if ((errors > 0)); then crashed+=("$project had $errors errors outside its tests"); fi
  passed=$((passed + $(attribute passed "$xml")))
  failed=$((failed + $(attribute failed "$xml")))
  skipped=$((skipped + $(attribute skipped "$xml") + $(attribute not-run "$xml")))
done

stop_database
# What failed once more, next to the verdict: the whole output is long.
grep -hE -A60 '\[FAIL\]|Cleanup Failure' "$results"/*.log || true
for line in ${crashed[@]+"${crashed[@]}"}; do echo "FAILED: $line"; done
# A project that crashed counts as a failure of its own, so that the last line never looks green.
failed=$((failed + ${#crashed[@]}))
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
