#!/bin/sh
# About a minute: 2,000 visits a second for 20 seconds on one processor, SQLite with synchronous FULL. "run.sh 500 10" for 500 a
# second for 10 seconds.
cd "$(dirname "$0")/../.." && dotnet build -c Release --nologo -v quiet bench/visits >/dev/null \
  && exec taskset -c 0 dotnet artifacts/bin/Bidline.Bench.Visits/release/Bidline.Bench.Visits.dll "$@"
