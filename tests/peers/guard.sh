#!/usr/bin/env bash
# usage: guard.sh FOLDER COMMAND...
# Runs a peer until it ends, or until our stdin closes, which it does when the test run is gone, however it went.
# Then nothing of the peer's process group is left, nor the folder (its scratch), whose end.sh is run before if there is one.
set -m # each job has a process group of its own
folder=$1
shift
exec 3<&0

setpriv --pdeathsig KILL -- "$@" </dev/null 3<&- &
peer=$!
{ read -r _ <&3; kill -KILL -- "-$peer"; } >/dev/null 2>&1 &
watch=$!

end() {
  exec 2>/dev/null # bash has a word for each that is killed
  kill -KILL -- "-$peer" "-$watch"
  while pgrep -g "$peer" -r D,R,S,T,t >/dev/null; do sleep 0.01; done # dying takes a moment, and a port is free only then
  [ -e "$folder/end.sh" ] && sh "$folder/end.sh"
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

wait "$peer" 2>/dev/null
exit $?
