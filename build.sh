#!/usr/bin/env bash
# Checks, packs and measures everything.
#   ./build.sh check         restore, check the format, build with warnings as errors, test
#   ./build.sh full          run every check at full size; a run that was interrupted continues where it was (names: these checks only)
#   ./build.sh repeat        run each test project ten times next to busy processes (--count N, --load N; names: these projects only)
#   ./build.sh coverage      report the branches of src that the tests reach in artifacts/coverage (names: the tests of these projects only)
#   ./build.sh format        format the code
#   ./build.sh streams       run the decoder against the reference decoder (--seed N, --count N; default: a million streams)
#   ./build.sh fuzz TARGET   fuzz what reads bytes of others with AFL++ (--minutes N; --keep: add to the corpus; no target: all of them)
#   ./build.sh soak          100,000 clients of one server under faults for 30 minutes, and what that leaves behind (--clients N, --wave N,
#                            --minutes N)
#   ./build.sh kills         kill a consumer with a checkpoint 300 times, and check that it misses no event
#   ./build.sh acceptance    kill nodes and engines under many clients, at full size (CI: smaller), and check that nothing is lost
#   ./build.sh clocks        run the tests of client, server and tool while the wall clock jumps by hours
#   ./build.sh schedules     run concurrent code under ten thousand schedules for each scenario (--count N; names: these scenarios only)
#   ./build.sh planted-faults  plant faults in concurrent code, and check that a schedule finds each (names: these faults only)
#   ./build.sh mutants ROOM  change the code of a room in every way that Stryker knows, and print the changes that no test notices:
#                            protocol, reconnecting, http, checkpoints, topics, responses (--mutate FILES: of these only)
#   ./build.sh store-faults  plant faults in topics and checkpoints on engines, and check that a test fails for each (names: these only)
#   ./build.sh trimmed       publish samples/LlmClient self-contained and trimmed, without warnings, and run it
#   ./build.sh pack          create the packages and their symbols in artifacts/packages (--version-suffix NAME: a prerelease)
#   ./build.sh consumers     pack, and test the packages outside the solution: as references, trimmed, native, as a tool
#   ./build.sh pictures      make the pictures of the documents (drawings, tables, recordings, screenshots: these only)
#   ./build.sh site          build the documentation as a site with an API reference in artifacts/site/html, without warnings
#   ./build.sh bench         run the decoder's benchmarks (arguments are passed on)
#   ./build.sh bench-e2e     measure the client over loopback HTTP, and its loop in memory (--quick, --rounds N, --corpus NAME)
#   ./build.sh bench-server  measure the server: many subscribers, idle ones, ten thousand (--quick, --rounds N)
#   ./build.sh bench-scale   measure what grows with subscribers, histories, topics and clients, and storms of reconnects (--quick, --save)
#   ./build.sh bench-shared  measure topics in memory, in Redis and in PostgreSQL, whose servers it starts (--quick; publish, latency, ...)
#   ./build.sh bench-idle    measure the memory of idle connections (--quick, --rounds N)
#   ./build.sh bench-cold    measure fresh processes: clients and the tool, to the first event and the first hundred (--rounds N, --save)
#   ./build.sh bench-regressions  fail if an operation has lost a fifth against what is recorded, as CI does (--save: record)
#   ./build.sh bench-tables  make the tables and charts of docs/performance.md from benchmarks/results, where --save of a benchmark writes
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-check}" in
  check)
    dotnet restore Sse.Reactive.sln
    dotnet format whitespace . --folder --verify-no-changes
    dotnet build Sse.Reactive.sln --no-restore -warnaserror
    dotnet test Sse.Reactive.sln --no-build
    ;;
  full | repeat | coverage)
    command=$1
    shift
    [ "$command" = full ] || dotnet build Sse.Reactive.sln
    "tests/$command.sh" "$@"
    ;;
  format)
    dotnet format Sse.Reactive.sln
    dotnet format tests/Sse.Packages.Tests
    dotnet format whitespace tests/consumers --folder
    ;;
  streams)
    shift
    dotnet run -c Release --project tests/Sse.Protocol.Fuzz -- "$@"
    ;;
  fuzz)
    shift
    case "${1:---}" in
      --*)
        for corpus in tests/Sse.Fuzz.Tests/Corpora/*.txt; do
          tests/Sse.Fuzz.Tests/fuzz.sh "$(basename "$corpus" .txt)" "$@"
        done
        ;;
      *) tests/Sse.Fuzz.Tests/fuzz.sh "$@" ;;
    esac
    ;;
  soak)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet build -c Release tests/Sse.Soak
    dotnet exec tests/Sse.Soak/bin/Release/net10.0/Sse.Soak.dll "$@"
    ;;
  kills)
    SSE_KILLS=60 dotnet test tests/Sse.Reactive.Tests -f net10.0 --filter "FullyQualifiedName~KilledConsumerTests" \
      --logger "console;verbosity=normal"
    ;;
  acceptance)
    shift
    ulimit -n "$(ulimit -Hn)"
    SSE_ACCEPTANCE=full dotnet test tests/Sse.Acceptance.Tests --logger "console;verbosity=normal" "$@"
    ;;
  clocks)
    shift
    dotnet build Sse.Reactive.sln
    tests/clocks.sh "$@"
    ;;
  schedules)
    shift
    count=10000
    if [ "${1:-}" = --count ]; then
      count=$2
      shift 2
    fi
    scenarios=$(IFS=';' && echo "$*")
    dotnet build tests/Sse.Concurrency.Tests
    dotnet exec tests/Sse.Concurrency.Tests/bin/Debug/net8.0/Sse.Concurrency.Tests.dll "${scenarios:-all}" "$count"
    ;;
  planted-faults)
    shift
    tests/Sse.Concurrency.Tests/planted-faults.sh "$@"
    ;;
  mutants)
    shift
    tests/mutants/run.sh "$@"
    ;;
  store-faults)
    shift
    tests/Sse.Acceptance.Tests/store-faults.sh "$@"
    ;;
  trimmed)
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    dotnet publish samples/LlmClient --use-current-runtime --self-contained -p:Trimmed=true -warnaserror \
      -p:RunAnalyzers=false --artifacts-path "$out/artifacts" -o "$out/app"
    "$out/app/LlmClient" # exits with 0 only if it received every event
    ;;
  pack)
    shift
    rm -rf artifacts/packages
    command -v clang gcc > /dev/null || set -- -p:ToolRuntimes=any "$@" # nothing here links native code: the portable tool alone
    dotnet pack eng/Packages.proj -warnaserror "$@"
    ;;
  consumers)
    shift
    # A new version, because NuGet caches versions. Without analyzers, which the build of the solution runs.
    ./build.sh pack --version-suffix "consumers.$(date +%s)" -p:RunAnalyzers=false
    dotnet test tests/Sse.Packages.Tests --logger "console;verbosity=normal" "$@" # this verbosity shows the published sizes
    ;;
  pictures)
    shift
    if [[ "${1:-}" != drawings && "${1:-}" != tables ]]; then
      dotnet build src/Sse.Tool
      dotnet build samples/StatusMonitor
      dotnet build samples/Dashboard
    fi
    dotnet run --project eng/Pictures -- "$@"
    ;;
  site)
    dotnet tool restore
    rm -rf artifacts/site
    mkdir -p artifacts/site/source
    cp -r ./*.md LICENSE docs artifacts/site/source
    cp --parents .github/workflows/*.yml samples/*/README.md artifacts/site/source
    cp -r eng/Site/. artifacts/site/source
    cp README.md artifacts/site/source/index.md
    (cd artifacts/site/source && dotnet docfx docfx.json --warningsAsErrors)
    echo "artifacts/site/html/index.html (to search, serve the folder: dotnet docfx serve artifacts/site/html)"
    ;;
  bench)
    shift
    dotnet run -c Release --project benchmarks/Sse.Benchmarks -- "$@"
    ;;
  bench-e2e)
    shift
    dotnet build -c Release benchmarks/Sse.Benchmarks.EndToEnd
    dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.EndToEnd -- throughput "$@"
    dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.EndToEnd -- loop "$@"
    ;;
  bench-server)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet build -c Release benchmarks/Sse.Benchmarks.Server
    server() { dotnet run -c Release --no-build --project benchmarks/Sse.Benchmarks.Server -- "$@"; }
    server fanout "$@"
    server idle "$@"
    server crowd
    ;;
  bench-scale)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.Server -- scale "$@"
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.EndToEnd -- scale "$@"
    ;;
  bench-shared)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.Server -- shared "$@"
    ;;
  bench-idle)
    shift
    ulimit -n "$(ulimit -Hn)"
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.EndToEnd -- idle "$@"
    ;;
  bench-cold)
    shift
    dotnet build -c Release src/Sse.Tool
    dotnet publish -c Release src/Sse.Tool --use-current-runtime -p:ToolRuntimes=any \
      --artifacts-path artifacts/native -o artifacts/native/tool
    dotnet run -c Release --project benchmarks/Sse.Benchmarks.EndToEnd -- \
      cold --portable src/Sse.Tool/bin/Release/net10.0/sse --native artifacts/native/tool/sse "$@"
    ;;
  bench-regressions)
    shift
    dotnet build -c Release benchmarks/Sse.Benchmarks.EndToEnd -p:RunAnalyzers=false
    # Everything is compiled once and fully: the code does not depend on what ran before.
    DOTNET_TieredCompilation=0 DOTNET_ReadyToRun=0 \
      dotnet exec benchmarks/Sse.Benchmarks.EndToEnd/bin/Release/net10.0/Sse.Benchmarks.EndToEnd.dll regressions "$@"
    ;;
  bench-tables)
    ./build.sh pictures tables drawings
    ;;
  *)
    sed -n '2,/^set/{/^#/p}' "$0" >&2
    exit 2
    ;;
esac
