#!/usr/bin/env bash
# One command to check everything, one to measure.
#   ./build.sh check    restore, format, build with warnings as errors, test
#   ./build.sh format   let the formatter write
#   ./build.sh fuzz     the decoder against the reference decoder (--seed N, --count N; default a million streams)
#   ./build.sh trimmed  publishes samples/LlmClient self-contained and trimmed, without a warning, and runs it
#   ./build.sh pack     the packages, with their symbols, into artifacts/packages (--version-suffix NAME: a prerelease)
#   ./build.sh consumers  packs, and tests the packages in projects outside the solution: as references, trimmed, ahead of time, as a tool
#   ./build.sh bench    the decoder's benchmarks (arguments go to them)
#   ./build.sh bench-e2e   the client over loopback HTTP, and its loop in memory, beside its peers (--quick, --rounds N, --corpus NAME)
#   ./build.sh bench-server  the server: deliveries to many subscribers, idle ones, ten thousand of them (--quick, --rounds N)
#   ./build.sh bench-idle  the memory of idle connections (--quick, --rounds N)
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-check}" in
  check)
    dotnet restore Sse.Reactive.sln
    dotnet format Sse.Reactive.sln --verify-no-changes --no-restore
    dotnet format tests/Sse.Packages.Tests --verify-no-changes
    dotnet format whitespace tests/consumers --folder --verify-no-changes
    dotnet build Sse.Reactive.sln --no-restore -warnaserror
    dotnet test Sse.Reactive.sln --no-build
    ;;
  format)
    dotnet format Sse.Reactive.sln
    dotnet format tests/Sse.Packages.Tests
    dotnet format whitespace tests/consumers --folder
    ;;
  fuzz)
    shift
    dotnet run -c Release --project tests/Sse.Protocol.Fuzz -- "$@"
    ;;
  trimmed)
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    dotnet publish samples/LlmClient --use-current-runtime --self-contained -p:Trimmed=true -warnaserror \
      --artifacts-path "$out/artifacts" -o "$out/app"
    "$out/app/LlmClient" # its exit code is 0 only if every event was seen
    ;;
  pack)
    shift
    rm -rf artifacts/packages
    dotnet pack eng/Packages.proj -warnaserror "$@"
    ;;
  consumers)
    shift
    ./build.sh pack --version-suffix "consumers.$(date +%s)" # a version that NuGet has not met, since it never asks twice
    dotnet test tests/Sse.Packages.Tests --logger "console;verbosity=normal" "$@" # which shows the published sizes
    ;;
  bench)
    shift
    dotnet run -c Release --project benchmarks/Sse.Benchmarks -- "$@"
    ;;
  bench-e2e)
    shift
    dotnet build -c Release benchmarks/Sse.Benchmarks.EndToEnd
    dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.EndToEnd -- throughput "$@"
    dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.EndToEnd -- loop "$@"
    ;;
  bench-server)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet build -c Release benchmarks/Sse.Benchmarks.Server
    server() { dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.Server -- "$@"; }
    server fanout "$@"
    server idle "$@"
    server crowd
    ;;
  bench-idle)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.EndToEnd -- idle "$@"
    ;;
  *)
    sed -n '2,12p' "$0" >&2
    exit 2
    ;;
esac
