#!/usr/bin/env bash
# Runs Stryker on a room, and writes the score and the mutants that no test notices to ROOM.txt (docs/mutants.md).
#   run.sh ROOM [OPTIONS of dotnet stryker, such as --mutate 'Gaps/*.cs']
set -euo pipefail
cd "$(dirname "$0")"
case "${1:-}" in
  protocol) project=Sse.Protocol files=('**/*.cs' '!NetStandard/*.cs') ;;
  reconnecting) project=Sse.Reactive files=('Reconnecting/**/*.cs') ;;
  http) project=Sse.Reactive files=('Http/**/*.cs' '!Http/Browser/*.cs') ;;
  checkpoints) project=Sse.Reactive files=('Checkpoints/**/*.cs') ;;
  topics) project=Sse.Reactive.AspNetCore files=('Topics/**/*.cs') ;;
  responses) project=Sse.Reactive.AspNetCore files=('Responses/**/*.cs') ;;
  *) sed -n '2,3s/^# *//p' run.sh >&2; exit 2 ;;
esac
room=$1
shift
[[ " $* " == *' --mutate '* ]] || set -- "${files[@]/#/--mutate=}" "$@"
out=$PWD/../../artifacts/mutants/$room
export SSE_MUTANTS=$room RunAnalyzers=false
dotnet tool restore
dotnet stryker --config-file stryker.json --project $project.csproj --test-project "../$project.Tests/$project.Tests.csproj" \
  --test-runner mtp --output "$out" --skip-version-check "$@"
dotnet run Report.cs "$room" "$out/reports/mutation-report.json" "$(git rev-parse --short HEAD)"
