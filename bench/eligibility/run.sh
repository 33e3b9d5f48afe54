#!/bin/bash
# What finding the targets that fit costs among many, and a million random cases against a plain scan.
# Takes about two minutes. Usage: bench/eligibility/run.sh [find] [cases]
set -euo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build -c Release -v q --nologo >"$log" 2>&1 || { cat "$log"; exit 1; }
. ../machine.sh
dotnet "$(dotnet msbuild -p:Configuration=Release -getProperty:TargetPath)" "$@"
