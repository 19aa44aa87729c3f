#!/usr/bin/env bash
# Runs the tests of the client, the server and the tool while the wall clock jumps forward and back by hours, as a machine's does that was
# asleep or whose time is corrected. Durations must not change. Monotonic time is real, so are the sockets.
#   clocks.sh [FILTER [OPTIONS...]]: a filter and options of `dotnet test`; the projects must have been built
set -euo pipefail
cd "$(dirname "$0")"
filter=${1:-FullyQualifiedName~Sse}
library=$(faketime -f +0 printenv LD_PRELOAD)

folder=$(mktemp -d)
(
  while :; do
    for offset in +0 +3h -2h +26h -5h; do
      echo "$offset" > "$folder/offset.new"
      mv "$folder/offset.new" "$folder/offset"
      sleep 1.5
    done
  done
) &
trap 'kill $!; rm -rf "$folder"' EXIT

# Only the process of the tests, and what it starts, has this clock: the runner's own timeouts follow the wall clock.
cat > "$folder/settings" <<END
<RunSettings>
  <RunConfiguration>
    <EnvironmentVariables>
      <LD_PRELOAD>$library</LD_PRELOAD>
      <FAKETIME_TIMESTAMP_FILE>$folder/offset</FAKETIME_TIMESTAMP_FILE>
      <FAKETIME_CACHE_DURATION>1</FAKETIME_CACHE_DURATION>
      <FAKETIME_DONT_FAKE_MONOTONIC>1</FAKETIME_DONT_FAKE_MONOTONIC>
      <FAKETIME_FORCE_MONOTONIC_FIX>0</FAKETIME_FORCE_MONOTONIC_FIX> <!-- with 1, timed waits end at once when the clock jumps -->
    </EnvironmentVariables>
  </RunConfiguration>
</RunSettings>
END

status=0
for project in Sse.Reactive.Tests Sse.Reactive.AspNetCore.Tests Sse.Tool.Tests; do
  timeout 900 dotnet test $project -f net10.0 --no-build --settings "$folder/settings" --filter "$filter" "${@:2}" || status=1
done
exit $status
