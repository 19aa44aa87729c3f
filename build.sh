#!/usr/bin/env bash
# One command to check everything, one to measure.
#   ./build.sh check    restore, format, build with warnings as errors, test
#   ./build.sh format   let the formatter write
#   ./build.sh fuzz     the decoder against the reference decoder (--seed N, --count N; default a million streams)
#   ./build.sh trimmed  publishes samples/LlmClient self-contained and trimmed, without a warning, and runs it
#   ./build.sh pack     the packages, with their symbols, into artifacts/packages (--version-suffix NAME: a prerelease)
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
    dotnet build Sse.Reactive.sln --no-restore -warnaserror
    dotnet test Sse.Reactive.sln --no-build
    ;;
  format)
    dotnet format Sse.Reactive.sln
    ;;
  fuzz)
    shift
    dotnet run -c Release --project tests/Sse.Protocol.Fuzz -- "$@"
    ;;
  trimmed)
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    dotnet publish samples/LlmClient --use-current-runtime --self-contained -p:PublishTrimmed=true -warnaserror \
      --artifacts-path "$out/artifacts" -o "$out/app"
    "$out/app/LlmClient" # its exit code is 0 only if every event was seen
    ;;
  pack)
    shift
    rm -rf artifacts/packages
    for project in src/*/*.csproj; do
      dotnet pack "$project" -c Release -o artifacts/packages -warnaserror -p:ContinuousIntegrationBuild=true "$@"
    done
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
    sed -n '2,11p' "$0" >&2
    exit 2
    ;;
esac
