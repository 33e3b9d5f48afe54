#!/bin/bash
# CPU per call that is set up and torn down without sound: ours, and Kamailio with rtpengine where they are installed, in
# turn, in one run. Usage: bench/sip/run.sh [rounds] [seconds] [calls a second]
# On a machine that others use too: PRIORITY="chrt -r 5" bench/sip/run.sh, so that the measured ones are not kept waiting.
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-3} seconds=${2:-20} rate=${3:-500} PRIORITY=${PRIORITY:-}
hold=1000 callers=16060 target=17070 listen=15070 engine=12230
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"

if ! command -v kamailio >/dev/null || ! command -v rtpengine >/dev/null; then
    packages="kamailio rtpengine-daemon"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing $packages" >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } \
            >"$work/apt" 2>&1 || tail -5 "$work/apt" >&2
        # The packages start services of their own, which are not what is measured.
        [ ! -d /run/systemd/system ] || systemctl disable --now kamailio rtpengine-daemon >/dev/null 2>&1 || true
    else
        echo "without the peer; to install it, type:  sudo apt-get install -y --no-install-recommends $packages" >&2
    fi
fi
systems=bidline
if command -v kamailio >/dev/null && command -v rtpengine >/dev/null; then systems="bidline kamailio"; fi

gcc -O2 -o "$work/generator" generator.c
dotnet build Bidline.Bench.Sip.csproj -c Release -v q --nologo >"$work/build" || { cat "$work/build"; exit 1; }
ours=$(dotnet msbuild Bidline.Bench.Sip.csproj -p:Configuration=Release -getProperty:TargetPath)

# Processor ticks of the processes and all their children.
ticks() {
    local pid
    for pid in "$@" $(for each in "$@"; do pgrep -P "$each" || true; done); do
        cat "/proc/$pid/stat" 2>/dev/null
    done | awk '{ sub(/.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'
}

start() { # system: sets $pids
    case $1 in
        bidline)
            $PRIORITY taskset -c 0 dotnet "$ours" 127.0.0.1:$listen "sip:target@127.0.0.1:$target" >"$work/out" 2>&1 &
            pids=$!
            until grep -q ready "$work/out"; do sleep 0.1; kill -0 $pids; done ;;
        kamailio)
            $PRIORITY taskset -c 0 rtpengine --table=-1 --interface=127.0.0.1 --listen-ng=127.0.0.1:$engine --foreground \
                --num-threads=2 --port-min=20000 --port-max=39999 --log-level=3 --log-stderr >"$work/rtpengine" 2>&1 &
            pids=$!
            sleep 1
            $PRIORITY taskset -c 0 kamailio -DD -f "$PWD/kamailio.cfg" -m 512 -M 16 -x tlsf -X tlsf -w "$work" \
                -Y "$work" -A LISTEN="udp:127.0.0.1:$listen" -A "TARGET=\"sip:127.0.0.1:$target\"" \
                -A "ENGINE=\"udp:127.0.0.1:$engine\"" >"$work/out" 2>&1 &
            pids="$pids $!"
            sleep 2 ;;
    esac
}

stop() { kill $pids 2>/dev/null || true; wait $pids 2>/dev/null || true; sleep 0.5; }

load() { taskset -c 1 "$work/generator" $listen "$rate" $((rate * $1)) $hold $callers $target; }

echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(uname -sr), .NET $(dotnet --version)," \
    "$(kamailio -v 2>/dev/null | sed -n '1s/version: \([^(]*\).*/\1/p'), rtpengine $(rtpengine --version 2>&1 | sed 's/Version: //')," \
    "load $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%-10s %5s %8s %8s %8s %9s %8s %8s %8s\n' system round placed failed repeated us/call p50us p99us maxus
for round in $(seq "$rounds"); do
    for system in $systems; do
        start "$system"
        load $((seconds < 8 ? seconds : 8)) >/dev/null # warms it up
        before=$(ticks $pids)
        read -r placed answered ended failed repeated p50 p99 max < <(load "$seconds")
        after=$(ticks $pids)
        stop
        cost=$(awk "BEGIN { printf \"%.0f\", ($after - $before) * 1e6 / $(getconf CLK_TCK) / $placed }")
        printf '%-10s %5d %8d %8d %8d %9s %8d %8d %8d\n' \
            "$system" "$round" "$placed" "$failed" "$repeated" "$cost" "$p50" "$p99" "$max"
        echo "$system $cost" >>"$work/all"
    done
done
median() { awk -v s="$1" '$1 == s { print $2 }' "$work/all" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v o="$(median bidline)" -v p="$(median kamailio)" -v r="$rate" 'BEGIN {
    printf "%d calls a second: bidline %d us a call", r, o
    if (p > 0) printf ", %.2fx Kamailio with rtpengine (%d us)", o / p, p
    print "" }'
