using System.CommandLine;
using System.Globalization;
using Sse.Benchmarks.EndToEnd;

if (args is ["cold-client", var client, var address, var first])
{
    await ColdClients.RunAsync(client, new(address), int.Parse(first, CultureInfo.InvariantCulture)); // without the command line's own cost
    return 0;
}

var quick = new Option<bool>("--quick") { Description = "Run the fewest rounds and rows that are still meaningful." };
var rounds = new Option<int?>("--rounds") { Description = "How often each subject runs." };
var save = new Option<bool>("--save") { Description = "Keep the results in benchmarks/results." };
var corpora = new Option<string[]>("--corpus") { Description = "A stream to measure with. Repeatable." };

var throughput = new Command(
    "throughput", "Events per second and CPU time per event over loopback, compared with HttpClient and its BCL parser.")
{
    quick, rounds, corpora, save,
};
throughput.SetAction((parsed, _) => ThroughputRun.StartAsync(
    parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

var loop = new Command("loop", "The cost that the reconnect loop adds to the decoder, in memory.") { quick, rounds, corpora, save };
loop.SetAction(parsed => LoopRun.Start(
    parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

var idle = new Command("idle", "Heap and resident memory per idle connection.") { quick, rounds, save };
idle.SetAction((parsed, _) => IdleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

var regressions = new Command("regressions", "Fails if an operation has lost a fifth against what is recorded.") { save };
regressions.SetAction(parsed => RegressionRun.Start(parsed.GetValue(save)));

var portable = new Option<string?>("--portable") { Description = "The program of the portable tool." };
var native = new Option<string?>("--native") { Description = "The native program of the tool." };
var cold = new Command("cold", "Fresh processes, to the first event and through the first hundred.") { rounds, portable, native, save };
cold.SetAction((parsed, _) => ColdRun.StartAsync(
    parsed.GetValue(rounds), parsed.GetValue(portable), parsed.GetValue(native), parsed.GetValue(save)));

var scale = new Command("scale", "Many clients in one process, and a storm of reconnects.") { quick, save };
scale.SetAction((parsed, _) => ClientScaleRun.StartAsync(parsed.GetValue(quick), parsed.GetValue(save)));

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

var storm = new Command("storm") { connections, uri };
storm.Hidden = true;
storm.SetAction((parsed, _) => StormProcess.RunAsync(parsed.GetValue(connections), new(parsed.GetValue(uri)!)));

var root = new RootCommand("Measures the client end to end, compared with its peers.")
{
    throughput, loop, idle, scale, cold, regressions, serve, hold, storm,
};
return await root.Parse(args).InvokeAsync();
