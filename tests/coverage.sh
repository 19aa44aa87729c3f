#!/usr/bin/env bash
# Runs the tests on .NET 8, and reports the lines and branches of src that they reach: artifacts/coverage/index.html, and a summary. It is a
# report, not a gate. On .NET 8 the tests carry the framework with them, where coverlet finds its assemblies.
#   coverage.sh [PROJECT...]: the tests of these projects only; they must have been built
set -euo pipefail
cd "$(dirname "$0")"
report=../artifacts/coverage
rm -rf "$report"
mkdir -p "$report"

if [ $# -eq 0 ]; then
  set -- Sse.Protocol.Tests Sse.Reactive.Tests Sse.Reactive.AspNetCore.Tests Sse.Reactive.AspNetCore.Stores.Tests \
    Sse.Reactive.Checkpoints.Tests Sse.Reactive.DependencyInjection.Tests Sse.Reactive.Testing.Tests
fi
status=0
for project in "$@"; do
  dotnet test "$project" -f net8.0 --no-build --settings coverage.runsettings --results-directory "$report/$project" || status=1
done

dotnet tool restore
dotnet reportgenerator "-reports:$report/*/*/coverage.cobertura.xml" "-targetdir:$report" "-reporttypes:Html;TextSummary" \
  "-assemblyfilters:+Sse.*" -verbosity:Warning
grep -E '^( .*:.*|[Ss]se.*)$' "$report/Summary.txt" | grep -v '^  *Sse'
exit $status
