#!/bin/bash
# Every benchmark in turn, about 20 minutes; the output is kept in artifacts/bench. The machine should have nothing else to do.
# Usage: bench/run.sh [NAME…]   names: the folders here
# QUICK=1 makes each as short as it can be, to see that all of them run: its figures mean nothing.
set -euo pipefail
cd "$(dirname "$0")"
names=${*:-$(dirname -- */run.sh)}
kept=../artifacts/bench/$(date -u +%Y%m%dT%H%M%S).txt
mkdir -p "$(dirname "$kept")"
for name in $names; do
    case "${QUICK:+quick-}$name" in
        quick-sip) arguments="1 2 100" ;;
        quick-media) arguments="1 1" ;;
        quick-holds | quick-storage) arguments="1" ;;
        quick-closing) arguments="10000" ;;
        quick-settle) arguments="200" ;;
        quick-auction) arguments="cpu-20-open" ;;
        quick-eligibility) arguments="find" ;;
        *) arguments="" ;;
    esac
    echo "== $name"
    WARM=${QUICK:+2} "$name/run.sh" $arguments || echo "$name failed"
done 2>&1 | tee "$kept"
echo "kept in $(realpath --relative-to=.. "$kept")"
