using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The cluster sample with an engine that it starts. The tests of stores use the engines in every other way.</summary>
public class ClusterTests
{
    [TestCase("postgres", "pg_ctlcluster")]
    [TestCase("redis", "redis-server")]
    [Platform(Exclude = "Win")]
    public async Task A_page_is_moved_from_node_to_node_and_misses_nothing(string engine, string program)
    {
        _ = Requires.Program(program);
        using var sample = Sample.Start("Cluster", "--start", engine, "--port", "0", "--move-every", "0.6");
        await sample.WaitForOutputAsync("Ctrl+C");
        var url = new Uri(sample.Output.Split(' ')[1]);

        var (moves, via) = (0, (string?)null);
        var ticks = await SseObservable.Connect(new Uri(url, "events"))
            .Select(e => e.Type == "tick" ? JsonDocument.Parse(e.Data).RootElement : throw new FormatException($"{e.Type}: {e.Data}"))
            .Select(tick => (By: Text(tick, "by"), Via: Text(tick, "via"), Number: tick.GetProperty("number").GetInt32()))
            .TakeUntil(tick =>
            {
                moves += via is not null && via != tick.Via ? 1 : 0;
                via = tick.Via;
                return moves == 3;
            })
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(ticks.Select(t => t.Via).Distinct(), Is.EquivalentTo(new[] { "one", "two" }));
        foreach (var node in ticks.GroupBy(t => t.By))
        {
            Assert.That(node.Select(t => t.Number), Is.EqualTo(Enumerable.Range(node.First().Number, node.Count())), node.Key);
        }

        using var client = new HttpClient { BaseAddress = url };
        Assert.That(await client.GetStringAsync("health"), Is.EqualTo("Healthy"));
        Assert.That((await client.GetAsync("cluster.js")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        sample.Interrupt();
        var (exitCode, _, error) = await sample.WaitForExitAsync();
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    [TestCase]
    [TestCase("--start", "postgres", "--postgres", "Host=localhost")]
    [TestCase("--redis", "localhost", "--postgres", "Host=localhost")]
    public async Task Asks_for_one_engine(params string[] arguments)
    {
        var (exitCode, _, error) = await Sample.RunAsync("Cluster", arguments);

        Assert.That((exitCode, error), Is.EqualTo((2, error)));
        Assert.That(error, Does.StartWith("Choose one of --postgres CONNECTION, --redis HOST:PORT, --start postgres and --start redis."));
    }

    [TestCase("--nothing", "--start", "redis", "--nothing")]
    [TestCase("--redis", "--redis")]
    [TestCase("oracle", "--start", "oracle")]
    [TestCase("--port: expected a number from 0 to 65535.", "--start", "redis", "--port", "65536")]
    [TestCase("--move-every: expected a number of seconds from 0.1 to 3600.", "--start", "redis", "--move-every", "0")]
    [TestCase("--postgres: expected a connection string.", "--postgres", "localhost")]
    [TestCase("--postgres: expected a connection string.", "--postgres", "Username=postgres")]
    [TestCase("--redis: expected host:port.", "--redis", "localhost,nothing=1")]
    [TestCase("--redis: expected host:port.", "--redis", "password=x")]
    public async Task Names_what_is_wrong_with_its_arguments(string message, params string[] arguments)
    {
        var (exitCode, output, error) = await Sample.RunAsync("Cluster", arguments);

        Assert.That((exitCode, output), Is.EqualTo((2, "")), error);
        Assert.That(error, Does.Contain(message).And.Not.Contain("   at "));
    }

    private static string Text(JsonElement tick, string name) => tick.GetProperty(name).GetString()!;
}
