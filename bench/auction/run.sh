#!/bin/sh
# What one auction costs and how punctual it is, against real HTTP bidders on loopback (a C program, the floor).
# Needs cc and the .NET SDK; takes about a minute.
set -eu
cd "$(dirname "$0")"
out=$(cd ../.. && pwd)/artifacts/bench-auction
mkdir -p "$out"
cc -O2 -Wall -o "$out/stub" stub.c
dotnet build -c Release -v q --nologo -o "$out/bin" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }

. ../machine.sh
one() { # name, stub's delay in ms
    "$out/stub" "$2" >"$out/port" &
    stub=$!
    trap 'kill $stub 2>/dev/null || true' EXIT
    while [ ! -s "$out/port" ]; do sleep 0.05; done
    printf '%-14s ' "$1"
    "$out/bin/Bidline.Bench.Auction" "$(cat "$out/port")" $stub "$1"
    kill $stub
    wait $stub 2>/dev/null || true
    : >"$out/port"
}

runs=${*:-"cpu-20-closed cpu-20-open cpu-50-closed overhead silent"}
for run in $runs; do
    case $run in
        overhead) one "$run" 20 ;;
        silent) one "$run" -1 ;;
        *) one "$run" 0 ;;
    esac
done
