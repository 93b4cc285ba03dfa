#!/bin/sh
# Compiles torch_shim.cpp. Usage: build.sh OUTPUT.so
# LIBTORCH names the root of a libtorch (with include/ and lib/), such as the torch folder of a Python package; without it Debian's libtorch-dev is used.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1
fail() { echo "torch_shim.cpp : error TORCH0001: $*" >&2; exit 1; }

compiler=${CXX:-g++}
command -v "$compiler" >/dev/null 2>&1 || fail "no C++ compiler '$compiler'. Install one: apt-get install g++"

abi=
openmp=-fopenmp
if [ -n "${LIBTORCH:-}" ]; then
    root=$LIBTORCH
    lib=$root/lib
    [ -f "$lib/libtorch_cpu.so" ] || fail "LIBTORCH=$root has no lib/libtorch_cpu.so. Point it at the folder that holds include/ and lib/, or unset it to use Debian's libtorch-dev."
    includes="-I$root/include -I$root/include/torch/csrc/api/include"
    # Wheels before 2.6 were built with the old std::string; they also bring an OpenMP runtime of their own, which must stay the only one.
    if ! nm -D --defined-only "$lib/libc10.so" | grep -q '__cxx11'; then abi=-D_GLIBCXX_USE_CXX11_ABI=0; fi
    ldd "$lib/libtorch_cpu.so" | grep -q '/lib/.*libgomp\.so\.1 ' || openmp=
else
    header=$(find /usr/include /usr/local/include -path '*ATen/core/dispatch/Dispatcher.h' 2>/dev/null | head -n 1)
    [ -n "$header" ] || fail "libtorch is not installed. Install it (apt-get install libtorch-dev libopenblas0-openmp) or set LIBTORCH to another libtorch's folder."
    root=${header%/ATen/core/dispatch/Dispatcher.h}
    includes="-I$root -I$root/torch/csrc/api/include"
    found=$(find /usr/lib /usr/local/lib -name libtorch_cpu.so 2>/dev/null | head -n 1)
    [ -n "$found" ] || fail "libtorch's headers are in $root, but libtorch_cpu.so was not found. Install it: apt-get install libtorch-dev"
    lib=$(dirname "$found")
fi

# Libtorch 2.1 and later need C++17; 1.13's headers take it as well.
cuda=
[ -f "$lib/libtorch_cuda.so" ] && cuda="-Wl,--no-as-needed -ltorch_cuda"
mkdir -p "$(dirname "$output")"
partial=$output.$$
"$compiler" -std=c++17 -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -fPIC -shared -fvisibility=hidden $openmp $abi -Wall -Wno-unused-function -Wno-sign-compare -Wno-psabi \
    $includes "$here/torch_shim.cpp" -L"$lib" -Wl,-rpath,"$lib" -ltorch_cpu -lc10 $cuda -o "$partial"
mv -f "$partial" "$output"
