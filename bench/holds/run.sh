#!/bin/bash
# Durable reservations of one hot buyer, on both stores. Usage: bench/holds/run.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-10}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build -c Release -v q --nologo >"$log" 2>&1 || { cat "$log"; exit 1; }
program=$(dotnet msbuild -p:Configuration=Release -getProperty:TargetPath)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || . ../peer.sh postgresql
. ../machine.sh
for store in sqlite postgres; do
    for callers in 1 64 256; do dotnet "$program" $store "$seconds" $callers; done
done
dotnet "$program" turns "$seconds" 64
dotnet "$program" promise "$seconds" 64
dotnet "$program" hot "$seconds" 256
dotnet "$program" holds "$seconds" 256
dotnet "$program" paced "$seconds"
