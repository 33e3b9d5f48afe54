#!/bin/bash
# Reports of a month of so many calls, on both stores. Usage: bench/reports/run.sh [calls]
set -euo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build -c Release -v q --nologo >"$log" 2>&1 || { cat "$log"; exit 1; }
program=$(dotnet msbuild -p:Configuration=Release -getProperty:TargetPath)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || . ../peer.sh postgresql
. ../machine.sh
for store in sqlite postgres; do dotnet "$program" $store "${1:-200000}"; done
