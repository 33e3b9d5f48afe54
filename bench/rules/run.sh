#!/bin/sh
# About twenty seconds.
cd "$(dirname "$0")/../.." && dotnet run -c Release --project bench/rules
