# shellcheck shell=bash
# Sourced by setup.sh. Compiles what was built to the machine's own code, so that programs begin with it instead of compiling what they run while somebody waits: the first pages after a
# start come in about two thirds of the time. What runs often the runtime compiles again as ever. Without the compiler (a package of .NET's own) everything works, only slower at first.

# Ours, and of the packages those that every call goes through.
readonly compiled_ahead=(Platform.Core Platform.Web Platform.Silo Platform.Cli Platform.Client Search Training.Core Npgsql)

# Sets compiler to the program that compiles; 1 if it is not to be had.
find_compiler() {
  local architecture project=$stamps/compiler/compiler.csproj packages version
  case $(uname -m) in
    x86_64) architecture=x64 ;;
    aarch64) architecture=arm64 ;;
    *) return 1 ;;
  esac
  mkdir -p "$(dirname "$project")"
  # Beside the build and not part of it: where the package cannot be restored the build must go on.
  cat >"$project" <<PROJECT
<Project>
  <PropertyGroup>
    <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
    <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
    <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
  </PropertyGroup>
  <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Microsoft.NETCore.App.Crossgen2.linux-$architecture" Version="[\$(BundledNETCoreAppPackageVersion)]" /></ItemGroup>
  <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
</Project>
PROJECT
  timeout 120 dotnet restore "$project" -v q -nologo || return 1
  packages=$(dotnet msbuild "$project" -nologo -getProperty:NuGetPackageRoot)
  version=$(dotnet msbuild "$project" -nologo -getProperty:BundledNETCoreAppPackageVersion)
  compiler=${packages%/}/microsoft.netcore.app.crossgen2.linux-$architecture/$version/tools/crossgen2
  [[ -e $compiler ]] || return 1
  if [[ ! -x $compiler ]]; then # packages do not say which of their files are programs
    install -D -m 755 -t "$stamps/compiler/bin" "$compiler" "$(dirname "$compiler")"/*.so || return 1
    compiler=$stamps/compiler/bin/crossgen2
  fi
}

# compile_one FROM TO: a file next to what it was built with; the frameworks are compile_ahead's.
compile_one() {
  "$compiler" "$1" -o "$2.new" -O --targetos linux -r "$(dirname "$1")/*.dll" -r "$runtime/*.dll" -r "$web/*.dll" && mv "$2.new" "$2"
}

# framework NAME: the folder of the newest version 10 of a shared framework.
framework() { dotnet --list-runtimes | sed -nE "s|^$1 (10\.[^ ]+) \[(.*)\]$|\2/\1|p" | sort -V | tail -n 1; }

# built: the files that are compiled ahead, wherever a program has one of them.
built() {
  local names=() name
  for name in "${compiled_ahead[@]}"; do names+=(-o -name "$name.dll"); done
  find "$root" -mindepth 1 \( -name .git -o -name obj -o -name node_modules -o -name .platform -o -path "$root/artifacts" -o -path "$root/data" \) -prune -o \
    -type f -path "*/bin/$configuration/net10.0/*" \( "${names[@]:1}" \) -print
}

key_of() { sha256sum "$1" | cut -c 1-64; }

# Each file once however many programs have it, as many at a time as there are cores; what was compiled before is taken from where it is kept. A file that cannot be compiled stays as it
# was built; 1 if there is one. A program is replaced whole or not at all. Called where errors end nothing, so each step that matters says what becomes of it.
compile_ahead() {
  local file key runtime web problem=0 kept=$stamps/ahead
  local -A wanted=() begun=()
  find_compiler || return 1
  runtime=$(framework Microsoft.NETCore.App) web=$(framework Microsoft.AspNetCore.App)
  mkdir -p "$kept" && rm -f "$kept"/*.new && touch "$kept/started" || return 1
  while read -r file; do
    key=$(key_of "$file")
    if [[ -s $kept/$key.made ]]; then
      touch -c "$kept/$key.made" "$kept/$(<"$kept/$key.made").dll"
    else
      wanted[$file]=$key
    fi
  done < <(built)
  for file in "${!wanted[@]}"; do
    key=${wanted[$file]}
    if [[ -s $kept/$key.dll || -n ${begun[$key]:-} ]]; then continue; fi
    begun[$key]=1
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
    compile_one "$file" "$kept/$key.dll" &
  done
  wait
  for file in "${!wanted[@]}"; do
    key=${wanted[$file]}
    if ! { [[ -s $kept/$key.dll ]] && touch "$kept/$key.dll" && printf '%s\n' "$key" >"$kept/$(key_of "$kept/$key.dll").made" &&
      cp "$kept/$key.dll" "$file.ahead" && mv -f "$file.ahead" "$file"; }; then
      rm -f "$file.ahead"
      problem=1
    fi
  done
  find "$kept" -type f ! -newer "$kept/started" ! -name started -delete # of older sources
  return "$problem"
}
