using System.CommandLine;
using Sse.Benchmarks.Server;

var quick = new Option<bool>("--quick") { Description = "Fewer rounds and rows." };
var rounds = new Option<int?>("--rounds") { Description = "The number of rounds. The output shows medians." };

var save = new Option<bool>("--save") { Description = "Keep the results in benchmarks/results." };

var fanout = new Command(
    "fanout", "Deliveries per second and CPU time per delivery, compared with TypedResults.ServerSentEvents and a channel per client.")
{
    quick,
    rounds,
    save,
};
fanout.SetAction((parsed, _) => FanoutRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

var idle = new Command("idle", "Heap and resident memory of an idle subscriber.") { quick, rounds, save };
idle.SetAction((parsed, _) => IdleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

var crowd = new Command("crowd", "Ten thousand subscribers with heartbeats, and some broadcasts.");
crowd.SetAction((_, _) => CrowdRun.StartAsync(10_000));

var parts = new Argument<string[]>("parts")
{
    Description = "What to measure. Default: everything.",
    Arity = ArgumentArity.ZeroOrMore,
};
parts.AcceptOnlyFromAmong([.. SharedRun.Parts]);
var shared = new Command("shared", "Topics in memory, in Redis and in PostgreSQL, whose servers it starts.") { parts, quick };
shared.SetAction((parsed, _) => SharedRun.StartAsync(parsed.GetValue(parts)!, parsed.GetValue(quick)));

var scale = new Command("scale", "What joining, publishing and resuming cost as subscribers, histories and topics grow.")
{
    quick,
    rounds,
    save,
};
scale.SetAction((parsed, _) => ScaleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick), parsed.GetValue(save)));

// The runs start these as separate processes.
var drain = new Command("drain") { Hidden = true };
drain.SetAction((_, _) => DrainProcess.DrainAsync());
var broadcaster = new Argument<string>("broadcaster");
var serve = new Command("serve") { broadcaster };
serve.Hidden = true;
serve.SetAction((parsed, _) => IdleServer.ServeAsync(parsed.GetValue(broadcaster)!));

var root = new RootCommand("Measures the server and its peers.") { fanout, idle, crowd, shared, scale, drain, serve };
return await root.Parse(args).InvokeAsync();
