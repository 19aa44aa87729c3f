#!/usr/bin/env bash
# Plants each fault of Faults/*.patch into a copy of the tree, and runs the tests that its second line names, which must fail: a project and
# a filter. Before that, the tests must pass without a fault.
# store-faults.sh [NAME...]: the faults whose names begin with one of these. Fails if a fault is not found.
set -euo pipefail
cd "$(dirname "$0")/../.."
faults=$PWD/tests/Sse.Acceptance.Tests/Faults
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t "$copy"
cd "$copy"

names=()
for name in "${@:-}"; do
  for patch in "$faults/$name"*.patch; do
    names+=("$(basename "$patch" .patch)")
  done
done

# Builds a project and runs those of its tests that a filter selects; sets "failed" to the first that fails and its time, or to nothing.
run() {
  dotnet build "tests/$1" -f net10.0 -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false > output.txt || {
    cat output.txt >&2
    exit 1
  }
  dotnet test "tests/$1" -f net10.0 --no-build --filter "$2" --logger "console;verbosity=normal" > output.txt 2>&1 || true
  if ! grep -Eq '^ +(Passed|Failed) .*\[' output.txt; then
    cat output.txt >&2
    echo "The tests did not run: $1 $2" >&2
    exit 1
  fi

  failed=$(sed -nE 's/^ +Failed (.*\[.*\])$/\1/p' output.txt | head -1)
}

declare -A filters
for name in "${names[@]}"; do
  read -r project filter <<< "$(sed -n 's/^Tests: //p' "$faults/$name.patch")"
  filters[$project]="${filters[$project]:+${filters[$project]}|}($filter)"
done
for project in "${!filters[@]}"; do
  run "$project" "${filters[$project]}"
  if [ -n "$failed" ]; then
    cat output.txt >&2
    echo "Fails without a fault: $failed" >&2
    exit 1
  fi
done

lost=0
for name in "${names[@]}"; do
  read -r project filter <<< "$(sed -n 's/^Tests: //p' "$faults/$name.patch")"
  git apply "$faults/$name.patch"
  run "$project" "$filter"
  git apply -R "$faults/$name.patch"
  printf '%-42s %s\n' "$name" "${failed:-NOT FOUND}"
  [ -n "$failed" ] || lost=$((lost + 1))
done

echo "${#names[@]} faults, $lost not found"
[ "$lost" -eq 0 ]
