using System.CommandLine;
using Sse.Benchmarks.EndToEnd;

var quick = new Option<bool>("--quick") { Description = "Run the fewest rounds and rows that are still meaningful." };
var rounds = new Option<int?>("--rounds") { Description = "How often each subject runs." };
var corpora = new Option<string[]>("--corpus") { Description = "A stream to measure with. Repeatable." };

var throughput = new Command(
    "throughput", "Events per second and CPU time per event over loopback, compared with HttpClient and its BCL parser.")
{
    quick, rounds, corpora,
};
throughput.SetAction((parsed, _) => ThroughputRun.StartAsync(parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick)));

var loop = new Command("loop", "The cost that the reconnect loop adds to the decoder, in memory.") { quick, rounds, corpora };
loop.SetAction(parsed => LoopRun.Start(parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick)));

var idle = new Command("idle", "Heap and resident memory per idle connection.") { quick, rounds };
idle.SetAction((parsed, _) => IdleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick)));

// The runs start these commands as separate processes.
var serve = new Command("serve") { Hidden = true };
serve.SetAction((_, _) => ServerProcess.ServeAsync());
var holder = new Argument<string>("holder");
var connections = new Argument<int>("connections");
var uri = new Argument<string>("uri");
var hold = new Command("hold") { holder, connections, uri };
hold.Hidden = true;
hold.SetAction((parsed, _) =>
    HoldProcess.HoldAsync(parsed.GetValue(holder)!, parsed.GetValue(connections), new(parsed.GetValue(uri)!)));

return await new RootCommand("Measures the client end to end, compared with its peers.") { throughput, loop, idle, serve, hold }.Parse(args)
    .InvokeAsync();
