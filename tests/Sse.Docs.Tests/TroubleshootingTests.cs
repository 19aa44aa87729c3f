using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Sse.Docs.Tests;

/// <summary>
/// The messages that docs/troubleshooting.md quotes are the real ones. A cause that it names and no other test covers is tested here too.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public partial class TroubleshootingTests
{
    private const string Uri = "https://example.com/events";

    private readonly SseScript _server = new(new HistoricalScheduler());

    private static IEnumerable<TestCaseData> Quoted => Message().Matches(RepositoryFiles.Read("docs/troubleshooting.md"))
        .Select(m => new TestCaseData(m.Groups["name"].Value, OneLine(m.Groups["text"].Value)).SetArgDisplayNames(m.Groups["name"].Value));

    /// <summary>Parts of these messages vary, such as causes, delays and names: the others are quoted.</summary>
    private static readonly string[] QuotedInPart = ["NeverOpened", "SourceAbandoned"];

    [TestCaseSource(nameof(Quoted))]
    public async Task A_quoted_message_is_the_real_one(string name, string text) =>
        Assert.That(OneLine(await MessageOf(name)), QuotedInPart.Contains(name) ? Does.Contain(text) : Is.EqualTo(text));

    [Test]
    public void Every_quoted_message_is_tested()
    {
        var quoted = RepositoryFiles.Read("docs/troubleshooting.md").Split("<!-- message: ").Skip(1).Select(rest => rest.Split(' ')[0]);

        Assert.That(quoted, Is.EqualTo(Quoted.Select(q => q.Arguments[0])));
    }

    [Test]
    public void No_event_arrives_if_a_handler_reads_the_body()
    {
        _server.Connection("--a--b");
        using var client = new HttpClient(new ReadingHandler(_server.CreateHandler()));

        var seen = _server.Run(SseObservable.Connect(Uri, _server.Options with { HttpClient = client }), TimeSpan.FromHours(1));

        Assert.That(seen.Messages, Is.Empty);
    }

    private async Task<string> MessageOf(string name) => name switch
    {
        "NeverOpened" => Log(_server.Refuse().Silence()),
        "ContentType" => Error(_server.Then(200, "<html><title>Sign in</title>").WithHeader("Content-Type", "text/html; charset=utf-8")),
        "Unauthorized" => Error(_server.Then(401, """{"error":"token expired"}""")),
        "Idle" => Cause(_server.Silence().Silence(), new() { IdleTimeout = TimeSpan.FromMinutes(1) }),
        "StreamEnded" => Cause(_server.Connection("|").Silence(), new()),
        "Post" => Error(
            _server.Connection("-a-#").Silence(),
            new() { RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "https://example.com/chat")) }),
        "Overflow" => (await Assert.CatchAsync<SseOverflowException>(OverflowAsync))!.Message,
        "Limit" => Error(_server.Connection("a", ('a', "more than there is room for here")), new() { MaxEventBytes = 16 }),
        "CheckpointForeign" => await ForeignCheckpointAsync(),
        "SourceAbandoned" => await AbandonedSource.LogAsync(),
        "Script" => Failure(_server.Connection("|")),
        _ => throw new ArgumentException($"Add a case that causes the message {name}.", nameof(name)),
    };

    /// <summary>A long message is wrapped in the document.</summary>
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private SseOptions OptionsFor(SseScript server, SseOptions options) =>
        options with { HttpClient = new HttpClient(server.CreateHandler()), Scheduler = server.Scheduler, Jitter = 0 };

    private string Error(SseScript server, SseOptions? options = null) =>
        server.Run(SseObservable.Connect(Uri, OptionsFor(server, options ?? new())), TimeSpan.FromMinutes(2)).Error!.Message;

    private string Cause(SseScript server, SseOptions options) =>
        server.Run(SseObservable.Signals(Uri, OptionsFor(server, options)), TimeSpan.FromMinutes(2))
            .Values.OfType<SseSignal.Disconnected>().First().Cause.Message;

    private string Log(SseScript server)
    {
        var lines = new Lines();
        server.Run(SseObservable.Connect(Uri, OptionsFor(server, new() { Logger = lines })), TimeSpan.FromMinutes(2));
        return lines.Single();
    }

    private string Failure(SseScript server) =>
        Assert.Catch(() => server.Run(SseObservable.Connect(server.Transport, server.Options), TimeSpan.FromMinutes(2)))!.Message;

    private static async Task OverflowAsync()
    {
        await foreach (var number in Observable.Range(1, 9).Concat(Observable.Never<int>()).ToAsyncEnumerable(2))
        {
            Assert.That(number, Is.LessThan(3));
        }
    }

    private static async Task<string> ForeignCheckpointAsync()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "something else");
            using var store = new SseFileCheckpointStore(path);
            var error = await Assert.CatchAsync<SseCheckpointException>(() => store.LoadAsync().AsTask());
            return error!.Message.Replace(path, "orders.checkpoint", StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".lock");
        }
    }

    [GeneratedRegex(@"<!-- message: (?<name>\w+) -->\n```text\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Message();

    private sealed class ReadingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response;
        }
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
