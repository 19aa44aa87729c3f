#!/usr/bin/env bash
# Fuzzes one target with AFL++, from its corpus on: fails if an input breaks a law, ends the process or hangs.
#   fuzz.sh TARGET [--minutes N] [--keep]: for N minutes (default: 30); --keep adds the inputs that take new paths to the corpus
# It needs afl-fuzz (Debian's afl++), which CI does not: there, tests replay the corpora.
set -euo pipefail
cd "$(dirname "$0")"
target=$1
shift
minutes=30 keep=
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2 && shift ;;
    --keep) keep=true ;;
    *) echo "fuzz.sh TARGET [--minutes N] [--keep]" >&2 && exit 2 ;;
  esac
  shift
done
command -v afl-fuzz > /dev/null || { echo "afl-fuzz is not installed. On Debian: apt-get install afl++" >&2 && exit 2; }

# Coverage is counted in the code of the libraries, and not in that of the laws.
work=$PWD/../../artifacts/fuzz/$target
rm -rf "$work"
mkdir -p "$work"
dotnet build -c Release -v q --nologo
cp -r bin/Release/net10.0 "$work/program"
DOTNET_ROLL_FORWARD=Major dotnet sharpfuzz "$work/program/Sse.Fuzz.Tests.dll" Sse.Protocol.{E,F,I,L,P,S,U} Sse.Reactive
program=("$(command -v dotnet)" exec "$work/program/Sse.Fuzz.Tests.dll")
"${program[@]}" unpack "$target" "$work/in"

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
export AFL_FORKSRV_INIT_TMOUT=120000 # a busy machine starts the program slowly
afl-fuzz -i "$work/in" -o "$work/out" -m none -t 10000 -G 2048 -V $((60 * minutes)) -- "${program[@]}" run "$target" \
  > "$work/afl.log" 2>&1 || { tail -20 "$work/afl.log" && exit 1; }

out=$work/out/default
stat() { sed -n "s/^$1 *: //p" "$out/fuzzer_stats"; }
shopt -s nullglob
found=("$out"/crashes/id* "$out"/hangs/id*)
echo "$target: $(stat run_time) s, $(stat execs_done) executions, $(stat edges_found) edges, $(stat corpus_count) paths," \
  "${#found[@]} findings"
if [ ${#found[@]} -gt 0 ]; then
  timeout 60 "${program[@]}" replay "$target" "${found[@]}" || true
  exit 1
fi

if [ -n "$keep" ]; then
  afl-cmin -e -i "$out/queue" -o "$work/small" -m none -t 10000 -- "${program[@]}" run "$target" > "$work/cmin.log" 2>&1
  "${program[@]}" pack "Corpora/$target.txt" "$work/small" "$work/in"
  wc -l "Corpora/$target.txt"
fi
