#!/bin/bash
# What finding the targets that fit costs among many, and a million random cases against a plain scan.
# Takes about two minutes. Usage: bench/eligibility/run.sh [find] [turns] [lists] [cases]
set -euo pipefail
cd "$(dirname "$0")"
out=$(cd ../.. && pwd)/artifacts/bench-eligibility
mkdir -p "$out"
dotnet build -c Release -v q --nologo -o "$out/bin" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }
. ../machine.sh
"$out/bin/Bidline.Bench.Eligibility" "$@"
