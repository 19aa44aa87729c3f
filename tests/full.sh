#!/usr/bin/env bash
# Runs every check whole: what CI runs, and at full size what CI runs smaller. What has passed is noted in artifacts/full, so that a run
# that was interrupted continues where it was; a change of the tree begins anew.
#   full.sh [CHECK...]: these checks only
set -euo pipefail
cd "$(dirname "$0")/.."

checks=(check consumers trimmed site clocks streams fuzz soak kills acceptance schedules planted-faults store-faults)
[ $# -eq 0 ] || checks=("$@")

tree=$({ git rev-parse HEAD; git diff HEAD; git ls-files -o --exclude-standard -z | xargs -0 -r sha1sum; } | sha1sum | cut -c 1-12)
notes=artifacts/full/$tree
mkdir -p "$notes"

failed=0
for check in "${checks[@]}"; do
  if [ ! -e "$notes/$check.passed" ]; then
    start=$SECONDS
    echo "$check: runs, and writes to $notes/$check.log"
    if ./build.sh "$check" > "$notes/$check.log" 2>&1; then
      echo "$((SECONDS - start))" > "$notes/$check.passed"
    else
      failed=$((failed + 1))
      tail -n 20 "$notes/$check.log"
    fi
  fi
done

for check in "${checks[@]}"; do
  if [ -e "$notes/$check.passed" ]; then
    printf '%7d s  %s\n' "$(< "$notes/$check.passed")" "$check"
  else
    printf '   failed  %s\n' "$check"
  fi
done
echo "${#checks[@]} checks, $failed failed"
[ "$failed" -eq 0 ]
