#!/usr/bin/env bash
# One command to check everything, one to measure.
#   ./build.sh check    restore, format, build with warnings as errors, test
#   ./build.sh format   let the formatter write
#   ./build.sh fuzz     the decoder against the reference decoder (--seed N, --count N; default a million streams)
#   ./build.sh bench    the benchmarks (arguments go to them)
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
  bench)
    shift
    dotnet run -c Release --project benchmarks/Sse.Benchmarks -- "$@"
    ;;
  *)
    sed -n '2,6p' "$0" >&2
    exit 2
    ;;
esac
