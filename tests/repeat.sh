#!/usr/bin/env bash
# Runs each test project several times in a row while other processes take the processors, and prints a table: a test that fails now and
# then has a cause, which a busy machine shows sooner. The projects must have been built. What was run is noted in artifacts/repeat, so that
# a run that was interrupted continues where it was; remove the folder to begin anew.
#   repeat.sh [--count N] [--load N] [PROJECT...]: 10 times, with 8 busy processes; projects by the beginning of their names
set -euo pipefail
cd "$(dirname "$0")"

count=10
load=8
while [[ "${1:-}" == --* ]]; do
  case $1 in
    --count) count=$2 ;;
    --load) load=$2 ;;
    *)
      sed -n '2,5p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

busy=()
trap '[ ${#busy[@]} -eq 0 ] || kill "${busy[@]}"' EXIT
for ((i = 0; i < load; i++)); do
  (while :; do :; done) &
  busy+=($!)
done

notes=../artifacts/repeat
mkdir -p "$notes"
failed=0
printf '%-52s %5s %7s %9s %6s\n' project runs failed seconds load
for prefix in "${@:-Sse}"; do
  for assembly in "$prefix"*/bin/Debug/*/"$prefix"*.dll; do
    project=${assembly%%/*}
    framework=$(cut -d / -f 4 <<< "$assembly")
    [ "$(basename "$assembly" .dll)" = "$project" ] && [ -e "$project/bin/Debug/$framework/NUnit3.TestAdapter.dll" ] || continue
    note=$notes/$project.$framework
    for ((run = 1; run <= count; run++)); do
      [ ! -e "$note.$run" ] || continue
      start=$SECONDS
      status=0
      dotnet test "$assembly" --settings tests.runsettings > "$note.log" 2>&1 || status=$?
      if [ $status -ne 0 ]; then
        mv "$note.log" "$note.$run.failed.log"
      fi
      echo "$status $((SECONDS - start)) $(cut -d ' ' -f 1 /proc/loadavg)" > "$note.$run"
    done
    row=$(cat $(for ((run = 1; run <= count; run++)); do echo "$note.$run"; done) | sort -k 2 -n | awk '
      { failed += $1 != 0; time[NR] = $2; load += $3 }
      END { printf "%5d %7d %9d %6.1f", NR, failed, time[int((NR + 1) / 2)], load / NR }')
    printf '%-52s %s\n' "$project ($framework)" "$row"
    [ "$(awk '{ print $2 }' <<< "$row")" = 0 ] || failed=1
  done
done
exit $failed
