#!/bin/bash
# CPU per call that is set up and torn down without sound: ours, and Kamailio with rtpengine where they are installed, in
# turn, in one run. Usage: bench/sip/run.sh [rounds] [seconds] [calls a second]
# On a machine that others use too: PRIORITY="chrt -r 5" bench/sip/run.sh, so that the measured ones are not kept waiting.
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-3} seconds=${2:-20} rate=${3:-500} PRIORITY=${PRIORITY:-}
hold=1000 callers=16060 target=17070 engine=12230
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"

has_peer() { command -v kamailio >/dev/null && command -v rtpengine >/dev/null; }
has_peer || . ../peer.sh kamailio rtpengine-daemon
systems=bidline
if has_peer; then systems="bidline kamailio"; fi

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

declare -A pids port
port=([bidline]=15070 [kamailio]=15080)
start() { # system: both stay up, so that each is warm when its turn comes; the idle one costs next to nothing
    case $1 in
        bidline)
            $PRIORITY taskset -c 0 dotnet "$ours" "127.0.0.1:${port[$1]}" "sip:target@127.0.0.1:$target" >"$work/$1" 2>&1 &
            pids[$1]=$!
            until grep -qs ready "$work/$1"; do sleep 0.1; kill -0 "${pids[$1]}"; done ;;
        kamailio)
            $PRIORITY taskset -c 0 rtpengine --table=-1 --interface=127.0.0.1 --listen-ng=127.0.0.1:$engine --foreground \
                --num-threads=2 --port-min=40000 --port-max=59999 --log-level=3 --log-stderr >"$work/rtpengine" 2>&1 &
            pids[$1]=$!
            sleep 1
            $PRIORITY taskset -c 0 kamailio -DD -f "$PWD/kamailio.cfg" -m 512 -M 16 -x tlsf -X tlsf -w "$work" -Y "$work" \
                -A LISTEN="udp:127.0.0.1:${port[$1]}" -A "TARGET=\"sip:127.0.0.1:$target\"" \
                -A "ENGINE=\"udp:127.0.0.1:$engine\"" >"$work/$1" 2>&1 &
            pids[$1]+=" $!"
            sleep 2 ;;
    esac
    load "$1" "$2" >/dev/null
}

load() { taskset -c 1 "$work/generator" "${port[$1]}" "$rate" $((rate * $2)) $hold $callers $target; }

. ../machine.sh
if has_peer; then echo "peer: $(kamailio -v | sed -n '1s/version: \([^(]*\) (.*/\1/p'), rtpengine $(rtpengine --version 2>&1 | sed 's/Version: //')"; fi
start bidline "${WARM:-30}" # until the compiler has settled
[ "$systems" = bidline ] || start kamailio 5
printf '%-10s %5s %8s %8s %8s %9s %8s %8s %8s\n' system round placed failed repeated us/call p50us p99us maxus
for round in $(seq "$rounds"); do
    for system in $systems; do
        before=$(ticks ${pids[$system]})
        read -r placed answered ended failed repeated p50 p99 max < <(load "$system" "$seconds")
        after=$(ticks ${pids[$system]})
        cost=$(awk "BEGIN { printf \"%.0f\", ($after - $before) * 1e6 / $(getconf CLK_TCK) / $placed }")
        printf '%-10s %5d %8d %8d %8d %9s %8d %8d %8d\n' \
            "$system" "$round" "$placed" "$failed" "$repeated" "$cost" "$p50" "$p99" "$max"
        echo "$system $cost" >>"$work/all"
    done
done
for system in $systems; do kill ${pids[$system]}; wait ${pids[$system]} 2>/dev/null || true; done
median() { awk -v s="$1" '$1 == s { print $2 }' "$work/all" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v o="$(median bidline)" -v p="$(median kamailio)" -v r="$rate" 'BEGIN {
    printf "%d calls a second: bidline %d us a call", r, o
    if (p > 0) printf ", %.2fx Kamailio with rtpengine (%d us)", o / p, p
    print "" }'
