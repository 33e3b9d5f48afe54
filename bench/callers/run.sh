#!/bin/sh
# About a minute; "run.sh 100000" for fewer callers.
cd "$(dirname "$0")/../.." && dotnet run -c Release --project bench/callers -- "$@"
