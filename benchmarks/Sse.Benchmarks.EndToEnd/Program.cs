using System.CommandLine;
using Sse.Benchmarks.EndToEnd;

var quick = new Option<bool>("--quick") { Description = "The fewest rounds and rows that still tell something." };
var rounds = new Option<int?>("--rounds") { Description = "How often each subject runs. Medians are shown." };
var corpora = new Option<string[]>("--corpus") { Description = "Streams to measure with; may be given more than once." };

var throughput = new Command("throughput", "Events per second and CPU time per event over loopback, beside HttpClient and System.Net.ServerSentEvents.") { quick, rounds, corpora };
throughput.SetAction((parsed, _) => ThroughputRun.StartAsync(parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick)));

var loop = new Command("loop", "What the reconnect loop adds to the decoder, in memory.") { quick, rounds, corpora };
loop.SetAction(parsed => LoopRun.Start(parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(quick)));

var idle = new Command("idle", "Heap and resident memory of a connection that waits.") { quick, rounds };
idle.SetAction((parsed, _) => IdleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick)));

// What the runs start in processes of their own.
var serve = new Command("serve") { Hidden = true };
serve.SetAction((_, _) => ServerProcess.ServeAsync());
var holder = new Argument<string>("holder");
var connections = new Argument<int>("connections");
var uri = new Argument<string>("uri");
var hold = new Command("hold") { holder, connections, uri };
hold.Hidden = true;
hold.SetAction((parsed, _) => HoldProcess.HoldAsync(parsed.GetValue(holder)!, parsed.GetValue(connections), new(parsed.GetValue(uri)!)));

return await new RootCommand("The client end to end, beside its peers.") { throughput, loop, idle, serve, hold }.Parse(args).InvokeAsync();
