using System.Diagnostics;
using System.Globalization;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>
/// A consumer with a checkpoint, in each of its forms, as a process that is killed again and again. Each event is processed at least once,
/// and the checkpoint is never ahead of what was processed.
/// </summary>
[Parallelizable] // with others that wait
public class KilledConsumerTests : CheckpointFolderFixture
{
    /// <summary>How often each form is killed. <c>./build.sh kills</c> sets 60.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("SSE_KILLS"), NumberStyles.None, null, out var kills) ? kills : 6;

    [TestCase("pushed")]
    [TestCase("pulled")]
    [TestCase("concurrent")]
    [TestCase("filtered")]
    [TestCase("shared")]
    public async Task A_killed_consumer_misses_no_event(string form)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            var last = int.TryParse(context.Request.Headers["Last-Event-ID"], out var id) ? id : 0;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await Task.Delay(1); // so that the kills come between many saves
                await EventServer.SendAsync(context.Response, $"id: {++last}\ndata: {(last % 2 == 0 ? "even" : "odd")}\n\n");
            }
        });
        var random = new Random(1);
        var processed = new HashSet<string>();
        var printed = 0;
        var saved = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var lines = await RunAndKill(form, server.Uri, random.Next(1, 50));
            processed.UnionWith(lines);
            printed += lines.Count;
            using var store = new SseFileCheckpointStore(FilePath);
            var before = saved;
            saved = int.Parse(await store.LoadAsync() ?? "0", null);

            Assert.That(saved, Is.GreaterThanOrEqualTo(before));
            Assert.That(
                Enumerable.Range(1, saved).SelectMany(n => Lines(form, n)).Where(line => !processed.Contains(line)),
                Is.Empty,
                $"the checkpoint is {saved}, after {kill + 1} kills");
        }

        TestContext.Out.WriteLine($"{Kills} kills, {printed} processed, {printed - processed.Count} of them again; {saved} is saved");
        Assert.That(saved, Is.GreaterThan(0));
    }

    private static IEnumerable<string> Lines(string form, int id) => form switch
    {
        "filtered" => id % 2 == 0 ? [] : [$"{id}"],
        "shared" => [$"first {id}", $"second {id}"],
        _ => [$"{id}"],
    };

    /// <summary>Lets the consumer process a number of events, and kills it while it goes on.</summary>
    private async Task<List<string>> RunAndKill(string form, Uri uri, int count)
    {
        var program = typeof(KilledConsumerTests).Assembly.Location.Replace("Tests.dll", "Tests.Crash.dll");
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "consume", form, $"{uri}", FilePath])
        {
            RedirectStandardOutput = true,
        })!;
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        var lines = new List<string>();
        try
        {
            while (count-- > 0 && await child.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                lines.Add(line);
            }

            await Task.Delay(Random.Shared.Next(8)); // any moment of the work on the next event
        }
        finally
        {
            child.Kill(); // SIGKILL
        }

        while (await child.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            lines.Add(line);
        }

        await child.WaitForExitAsync(deadline.Token);
        return lines;
    }
}
