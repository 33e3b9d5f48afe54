#!/bin/sh
# Pings a second without downstream bidders, in turns with a bare Kestrel endpoint that parses and answers the same bodies.
# Needs cc and the .NET SDK.   usage: run.sh [RUN…]   (README.md names them; SECONDS_EACH=10)
set -eu
cd "$(dirname "$0")"
out=$(cd ../.. && pwd)/artifacts/bench-pings
mkdir -p "$out"
cc -O2 -Wall -D_GNU_SOURCE -o "$out/load" load.c
dotnet build -c Release -v q --nologo -o "$out/bin" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }
cc -O2 -Wall -o "$out/stub" ../auction/stub.c
. ../machine.sh
stub=
trap '[ -z "$stub" ] || kill $stub 2>/dev/null' EXIT
for run in ${*:-refused refused-paced peer offered peer cached peer-cached asked-20 peer-asked-20 asked-20-open peer-asked-20-open candidates}; do
    unset STUB
    case "$run" in *asked-* | candidates)
        : >"$out/port"
        "$out/stub" >"$out/port" &
        stub=$!
        while [ ! -s "$out/port" ]; do sleep 0.05; done
        STUB=$(cat "$out/port")
        export STUB ;;
    esac
    printf '%-12s load %-6s ' "$run" "$(cut -d' ' -f1 /proc/loadavg)"
    "$out/bin/Bidline.Bench.Pings" "$out/load" "$run" "${SECONDS_EACH:-10}"
    [ -z "$stub" ] || { kill $stub; wait $stub 2>/dev/null || true; stub=; }
done
