#!/bin/sh
# What one auction costs, how punctual it is and what hostile bidders can do to it, against real HTTP bidders on loopback
# (a C program, the floor) and beside the same auction in Go. Needs cc and the .NET SDK; all runs take about five
# minutes.   usage: run.sh [RUN…]   (README.md names them)
set -eu
cd "$(dirname "$0")"
out=$(cd ../.. && pwd)/artifacts/bench-auction
mkdir -p "$out"
cc -O2 -Wall -o "$out/stub" stub.c
cc -O2 -Wall -o "$out/sleeper" sleeper.c
dotnet build -c Release -v q --nologo -o "$out/bin" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }
all="cpu-20 peer-20 cpu-20-open cpu-50 template-20 overhead overhead-half silent trickling endless late dead first-cold first"
runs=${*:-$all}
install() { . ../peer.sh; }
case " $runs " in *" peer-20 "*)
    command -v go >/dev/null || install golang-go
    if command -v go >/dev/null; then go build -o "$out/peer" peer.go; fi ;;
esac

. ../machine.sh
stub=
trap '[ -z "$stub" ] || kill $stub 2>/dev/null' EXIT
one() {
    : >"$out/port"
    "$out/stub" >"$out/port" &
    stub=$!
    while [ ! -s "$out/port" ]; do sleep 0.05; done
    printf '%-14s load %-6s ' "$1" "$(cut -d' ' -f1 /proc/loadavg)"
    if [ "$1" = peer-20 ]; then "$out/peer" "$(cat "$out/port")"
    else
        "$out/sleeper" &
        sleeper=$!
        "$out/bin/Bidline.Bench.Auction" "$(cat "$out/port")" $stub "$1"
        kill $sleeper
        wait $sleeper || true
    fi
    kill $stub
    wait $stub 2>/dev/null || true
    stub=
}

for run in $runs; do
    if [ "$run" = peer-20 ] && [ ! -x "$out/peer" ]; then echo "peer-20        left out: there is no Go here"
    else one "$run"; fi
done
