#!/bin/bash
# CPU per relayed RTP packet: ours, a C floor, and rtpengine in user space where it is installed, in turn, in one run.
# Usage: bench/media/run.sh [rounds] [seconds]
# On a machine that others use too: PRIORITY="chrt -r 5" bench/media/run.sh, so that the measured ones are not kept waiting.
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-3} seconds=${2:-10} PRIORITY=${PRIORITY:-}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
callers=18000 targets=18002 first=11000 ng=22222

gcc -O2 -o "$work/floor" floor.c
gcc -O2 -o "$work/generator" generator.c
dotnet build Bidline.Bench.Media.csproj -c Release -v q --nologo >"$work/build" || { cat "$work/build"; exit 1; }
ours=$(dotnet msbuild Bidline.Bench.Media.csproj -p:Configuration=Release -getProperty:TargetPath)

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
wait_for() { for _ in $(seq 200); do [ -s "$work/ports" ] && return; sleep 0.05; done; echo "no ports from $1" >&2; exit 1; }

start() { # system bridges: sets $system_pid
    : >"$work/ports"
    case $1 in
        bidline) exec 9> >($PRIORITY taskset -c 0 dotnet "$ours" "$2" $first $callers $targets "$work/ports" >"$work/out"); system_pid=$! ;;
        floor) $PRIORITY taskset -c 0 "$work/floor" "$2" $first $callers $targets "$work/ports" >"$work/out" & system_pid=$! ;;
        rtpengine) $PRIORITY taskset -c 0 rtpengine --table=-1 --interface=127.0.0.1 --listen-ng=127.0.0.1:$ng --foreground --num-threads=2 \
            --port-min=$first --port-max=16000 --log-level=3 --log-stderr >"$work/out" 2>&1 & system_pid=$!
            sleep 1; python3 rtpengine.py "$2" $ng $callers $targets "$work/ports" ;;
    esac
    wait_for "$1"; sleep 0.5
}

stop() { exec 9>&- || true; kill "$system_pid" 2>/dev/null || true; wait "$system_pid" 2>/dev/null || true; sleep 0.5; }

command -v rtpengine >/dev/null || . ../peer.sh rtpengine-daemon
. ../machine.sh
systems="bidline floor"
command -v rtpengine >/dev/null && systems="$systems rtpengine"
printf '%-10s %7s %5s %9s %9s %8s %8s %8s\n' system bridges round sent received us/pkt p50us p99us
for bridges in 200 500; do
    for round in $(seq "$rounds"); do
        for system in $systems; do
            start "$system" "$bridges"
            $PRIORITY taskset -c 1 "$work/generator" "$work/ports" 2 $callers $targets >/dev/null # warms it up
            before=$(ticks "$system_pid")
            read -r sent received p50 p99 < <($PRIORITY taskset -c 1 "$work/generator" "$work/ports" "$seconds" $callers $targets)
            after=$(ticks "$system_pid")
            cost=$(awk "BEGIN { printf \"%.2f\", ($after - $before) * 1e6 / $(getconf CLK_TCK) / $received }")
            stop
            printf '%-10s %7d %5d %9d %9d %8s %8d %8d\n' "$system" "$bridges" "$round" "$sent" "$received" "$cost" "$p50" "$p99"
            echo "$system $bridges $cost" >>"$work/all"
        done
    done
done
echo
awk '{ k = $2 " " $1; v[k] = v[k] " " $3; n[k]++; s[$2] = 1; }
    function median(key, a, c, i, j, t) { c = split(v[key], a, " "); for (i = 2; i <= c; i++) for (j = i; j > 1 && a[j] + 0 < a[j-1] + 0; j--) { t = a[j]; a[j] = a[j-1]; a[j-1] = t } return a[int((c + 1) / 2)] }
    END { for (b in s) { o = median(b " bidline"); f = median(b " floor"); r = median(b " rtpengine");
        printf "%d bridges: bidline %.2f us a packet, %.2fx the C floor", b, o, o / f; if (r > 0) printf ", %.2fx rtpengine (%.2f us)", o / r, r; print "" } }' "$work/all" | sort -n
