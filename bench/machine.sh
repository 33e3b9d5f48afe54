# Says on which machine a benchmark runs. Sourced by the others.
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(uname -sr), .NET $(dotnet --version)," \
    "load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
