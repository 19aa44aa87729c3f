#!/usr/bin/env bash
# Plants each fault of Faults/*.patch into a copy of the sources, and explores the scenario that its second line names.
# planted-faults.sh [NAME...]: the faults whose names begin with one of these. Fails if a fault is not found within SSE_SCHEDULES schedules.
set -euo pipefail
cd "$(dirname "$0")/../.."
schedules=${SSE_SCHEDULES:-10000}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -co --exclude-standard -z src tests/Sse.Concurrency.Tests tests/Directory.Build.props tests/tests.runsettings \
  Directory.Build.props Directory.Packages.props global.json .editorconfig | xargs -0 cp --parents -t "$copy"
tests=$copy/tests/Sse.Concurrency.Tests
program=$tests/bin/Debug/net8.0/Sse.Concurrency.Tests.dll

names=()
for name in "${@:-}"; do
  for patch in tests/Sse.Concurrency.Tests/Faults/"$name"*.patch; do
    names+=("$(basename "$patch" .patch)")
  done
done

dotnet restore "$tests" -v q
lost=0
for name in "${names[@]}"; do
  patch=$PWD/tests/Sse.Concurrency.Tests/Faults/$name.patch
  scenario=$(sed -n 's/^Scenario: //p' "$patch")
  (cd "$copy" && git apply "$patch")
  dotnet build "$tests" --no-restore -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false "-clp:ErrorsOnly;NoSummary"
  result=$(dotnet exec "$program" "$scenario" "$schedules" | head -1) || true
  (cd "$copy" && git apply -R "$patch")
  if [[ $result == *FOUND* ]]; then
    number=${result#*FOUND in schedule }
    printf '%-42s %-34s schedule %s\n' "$name" "$scenario" "${number%% *}"
  else
    printf '%-42s %-34s NOT FOUND\n' "$name" "$scenario"
    lost=$((lost + 1))
  fi
done

echo "${#names[@]} faults, $lost not found"
[ "$lost" -eq 0 ]
