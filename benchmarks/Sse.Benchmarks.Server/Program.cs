using System.CommandLine;
using Sse.Benchmarks.Server;

var quick = new Option<bool>("--quick") { Description = "The fewest rounds and rows that still tell something." };
var rounds = new Option<int?>("--rounds") { Description = "How often each subject runs. Medians are shown." };

var fanout = new Command("fanout", "Deliveries per second and CPU time per delivery, beside TypedResults.ServerSentEvents with a channel for each client.") { quick, rounds };
fanout.SetAction((parsed, _) => FanoutRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick)));

var idle = new Command("idle", "Heap and resident memory of a subscriber that waits.") { quick, rounds };
idle.SetAction((parsed, _) => IdleRun.StartAsync(parsed.GetValue(rounds), parsed.GetValue(quick)));

var crowd = new Command("crowd", "Ten thousand subscribers with heartbeats, and one broadcast.");
crowd.SetAction((_, _) => CrowdRun.StartAsync(10_000));

// What the runs start in processes of their own.
var drain = new Command("drain") { Hidden = true };
drain.SetAction((_, _) => DrainProcess.DrainAsync());
var broadcaster = new Argument<string>("broadcaster");
var serve = new Command("serve") { broadcaster };
serve.Hidden = true;
serve.SetAction((parsed, _) => IdleServer.ServeAsync(parsed.GetValue(broadcaster)!));

return await new RootCommand("The server beside its peers.") { fanout, idle, crowd, drain, serve }.Parse(args).InvokeAsync();
