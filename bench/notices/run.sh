#!/bin/sh
# About a minute and a half; run.sh COUNT for fewer postbacks.
cd "$(dirname "$0")/../.." && dotnet run -c Release --project bench/notices -- "$@"
