#!/usr/bin/env bash
# usage: guard.sh FOLDER COMMAND...
# Runs a peer until it exits, or until stdin closes, which happens when the test run ends for any reason.
# Then kills what is left of the peer's process group, runs end.sh of the scratch folder if it exists, and deletes the folder.
set -m # gives each job its own process group
folder=$1
shift
exec 3<&0

setpriv --pdeathsig KILL -- "$@" </dev/null 3<&- &
peer=$!
{ read -r _ <&3; kill -KILL -- "-$peer"; } >/dev/null 2>&1 &
watch=$!

end() {
  exec 2>/dev/null # bash reports each killed job
  kill -KILL -- "-$peer" "-$watch"
  while pgrep -g "$peer" -r D,R,S,T,t >/dev/null; do sleep 0.01; done # a port is free only when its process has ended
  [ -e "$folder/end.sh" ] && sh "$folder/end.sh"
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

wait "$peer" 2>/dev/null
exit $?
