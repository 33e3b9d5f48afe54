#!/bin/bash
# Calls written by a transaction each and in groups, on both stores. Usage: bench/storage/run.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build -c Release -v q --nologo >"$log" 2>&1 || { cat "$log"; exit 1; }
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || . ../peer.sh postgresql
. ../machine.sh
dotnet "$(dotnet msbuild -p:Configuration=Release -getProperty:TargetPath)" "${1:-10}"
