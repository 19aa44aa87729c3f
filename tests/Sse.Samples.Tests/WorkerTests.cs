using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The worker sample: a hosted consumer that is stopped, killed and started again.</summary>
[Platform(Exclude = "Win")] // it sends signals
public partial class WorkerTests
{
    private const int Orders = 400;

    private readonly ConcurrentQueue<string> _lastEventIds = new();
    private string _folder = null!;

    private string Checkpoint => Path.Combine(_folder, "orders.checkpoint");

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("sse-worker-").FullName;
        _lastEventIds.Clear();
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Each_order_is_processed_at_least_once_across_stops_and_kills()
    {
        await using var server = await EventServer.StartAsync(ServeOrders);
        var processed = new HashSet<int>();
        var signals = new[] { Signals.Terminate, Signals.Kill, Signals.Terminate, Signals.Kill, Signals.Interrupt, Signals.Kill };
        for (var life = 0; life <= signals.Length; life++)
        {
            using var worker = Start(server.Uri);
            await worker.WaitForOutputAsync(life < signals.Length ? "is processed" : $"Order {Orders} is processed");
            if (life < signals.Length)
            {
                var begun = Numbers(worker.Output).Count;
                await worker.WaitUntilAsync(output => Numbers(output).Count >= begun + 20, "20 more orders");
                worker.Send(signals[life]);
            }

            var (exitCode, output, error) = await worker.WaitForExitAsync();
            processed.UnionWith(Numbers(output));

            var wasKilled = life < signals.Length && signals[life] == Signals.Kill;
            Assert.That(exitCode, wasKilled ? Is.Not.Zero : Is.Zero, output + error);
            var saved = await SavedAsync();
            Assert.That(processed, Is.SupersetOf(Enumerable.Range(1, saved)), "the checkpoint is not ahead");
            if (!wasKilled)
            {
                Assert.That(saved, Is.EqualTo(processed.Max()), "what was begun is processed and saved when the host stops");
            }
        }

        Assert.That(processed, Is.EquivalentTo(Enumerable.Range(1, Orders)));
        Assert.That(_lastEventIds.Last(), Is.EqualTo($"{Orders}"), "it ends because the server has no more");
    }

    [Test]
    public async Task The_next_instance_goes_on_when_the_previous_one_has_stopped()
    {
        await using var server = await EventServer.StartAsync(ServeOrders);
        using var previous = Start(server.Uri);
        await previous.WaitForOutputAsync("is processed");
        using var next = Start(server.Uri);
        await next.WaitForOutputAsync("Application started");

        previous.Send(Signals.Terminate);
        var (_, output, _) = await previous.WaitForExitAsync();
        await next.WaitForOutputAsync("is processed");
        next.Send(Signals.Terminate);
        var (exitCode, nextOutput, _) = await next.WaitForExitAsync();

        Assert.That(exitCode, Is.Zero);
        Assert.That(Numbers(nextOutput).Min(), Is.EqualTo(Numbers(output).Max() + 1));
    }

    [Test]
    public async Task A_stream_that_fails_stops_the_service_with_an_exit_code()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        using var worker = Start(server.Uri);

        var (exitCode, output, _) = await worker.WaitForExitAsync();

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("The stream of orders has failed").And.Contain("403"));
    }

    [Test]
    public async Task A_missing_URL_is_named_at_startup()
    {
        var (exitCode, _, error) = await Sample.RunAsync("Worker");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo("Feeds:orders:Uri is missing. Set it to the absolute http or https URL of the stream.\n"));
    }

    private static List<int> Numbers(string output) =>
        [.. Processed().Matches(output).Select(match => int.Parse(match.Groups[1].ValueSpan, null))];

    [GeneratedRegex(@"Order (\d+) is processed: ")]
    private static partial Regex Processed();

    private Sample Start(Uri uri) => Sample.Start("Worker", $"--Feeds:orders:Uri={uri}", $"--Checkpoint={Checkpoint}");

    private async Task<int> SavedAsync()
    {
        using var store = new SseFileCheckpointStore(Checkpoint);
        return int.Parse(await store.LoadAsync() ?? "0", null);
    }

    /// <summary>Resumes after the last event ID, and ends the stream after the last order.</summary>
    private async Task ServeOrders(HttpContext context)
    {
        var id = context.Request.Headers["Last-Event-ID"].ToString();
        _lastEventIds.Enqueue(id);
        var last = id.Length > 0 ? int.Parse(id, null) : 0;
        if (last == Orders)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await EventServer.SendAsync(context.Response, "retry: 100\n\n");
        while (last < Orders && !context.RequestAborted.IsCancellationRequested)
        {
            await EventServer.SendAsync(context.Response, $"id: {++last}\ndata: order {last}\n\n");
        }
    }
}
