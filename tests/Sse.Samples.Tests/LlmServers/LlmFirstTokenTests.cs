using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM server sample while it waits for the first token of a provider.</summary>
public sealed class LlmFirstTokenTests : LlmServerFixture
{
    private const string Whole = """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Late"}}]}

        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private EventServer _provider = null!;
    private SemaphoreSlim _asked = null!;
    private TaskCompletionSource _first = null!;

    [SetUp]
    public void SetUp() => (_asked, _first) = (new(0), new(TaskCreationOptions.RunContinuationsAsynchronously));

    [TearDown]
    public void TearDown()
    {
        _first.TrySetResult();
        _asked.Dispose();
    }

    [OneTimeTearDown]
    public async Task StopProviderAsync() => await _provider.DisposeAsync();

    [Test]
    public async Task A_chat_survives_a_reload()
    {
        using var leave = new CancellationTokenSource();
        var asking = Http.PostAsync(new Uri(Uri, Ui), Question(Ui, "m", id: "reload"), leave.Token);
        await AskedAsync();
        await leave.CancelAsync();
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());

        var events = await ReadAfterFirstEventAsync(new Uri(Uri, $"{Ui}/reload/stream"), e => e.Data == "[DONE]");

        Assert.That(Text(events), Is.EqualTo("Late"));
    }

    [Test]
    public async Task A_response_in_the_background_survives_a_lost_connection()
    {
        var first = await Connect(Responses, Question(Responses, "m", isBackground: true))
            .FirstAsync()
            .ToTask()
            .WaitAsync(TestDeadline.Value);
        var id = (string?)JsonNode.Parse(first.Data)!["response"]!["id"];
        await AskedAsync();

        var events = await ReadAfterFirstEventAsync(
            new Uri(Uri, $"{Responses}/{id}?stream=true"), e => e.Type == "response.completed");

        Assert.That(events[0].Data, Is.EqualTo(first.Data));
        Assert.That(Text(events), Is.EqualTo("Late"));
    }

    [Test]
    public async Task Accepted_requests_are_answered_when_the_host_stops()
    {
        var (sample, uri) = await StartAsync(await ModelAsync());
        using var server = sample;
        var streams = Apis.Select(path => ReadAsync(path, Question(path, "m", id: "stop"), uri)).ToList();
        var wholes = Apis.Where(path => path != Ui)
            .Select(path => Http.PostAsync(new Uri(uri, path), Question(path, "m", stream: false))).ToList();
        for (var i = 0; i < streams.Count + wholes.Count; i++)
        {
            await AskedAsync();
        }

        server.Send(Signals.Terminate);
        await ListensNoMoreAsync(uri);
        _first.SetResult();

        Assert.That((await Task.WhenAll(streams)).Select(Text), Is.All.EqualTo("Late"));
        foreach (var whole in wholes)
        {
            using var response = await whole.WaitAsync(TestDeadline.Value);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Late"));
        }

        var (exitCode, _, error) = await server.WaitForExitAsync();
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    private protected override Task<string[]> SettingsAsync() => ModelAsync();

    private static async Task ListensNoMoreAsync(Uri uri)
    {
        for (var deadline = DateTime.UtcNow + TestDeadline.Value; ; await Task.Delay(10))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(uri.Host, uri.Port);
                Assert.That(DateTime.UtcNow, Is.LessThan(deadline), "The host does not stop.");
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task<string[]> ModelAsync()
    {
        _provider ??= await EventServer.StartAsync(AnswerAsync);
        return ["--Model:Endpoint", new Uri(_provider.Uri, "/v1").ToString()];
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Release();
        await _first.Task.WaitAsync(context.RequestAborted);
        await EventServer.SendAsync(context.Response, Whole);
    }

    private async Task AskedAsync() => Assert.That(await _asked.WaitAsync(TestDeadline.Value), "The model was not asked.");

    /// <summary>Reads a stream. The model sends its first token when the stream has begun.</summary>
    private Task<IList<SseEvent>> ReadAfterFirstEventAsync(Uri uri, Func<SseEvent, bool> isLast) => SseObservable.Connect(uri, Once)
        .Do(_ => _first.TrySetResult())
        .TakeUntil(isLast)
        .ToList()
        .ToTask()
        .WaitAsync(TestDeadline.Value);
}
