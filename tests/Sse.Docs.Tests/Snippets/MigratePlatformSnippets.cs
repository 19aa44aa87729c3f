using System.Net.ServerSentEvents;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>
/// docs/migrate.md, from System.Net.ServerSentEvents: client, parser, writer and server, before and after, and the differences.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class MigratePlatformSnippets
{
    private const string Half = "id: 1\ndata: a\n\nevent: price\ndata: b\n\nid: 3\ndata: hal";

    private readonly List<string> _shown = [];

    [Test]
    public async Task A_client()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = ++requests % 2 == 1 ? 200 : 204; // an answer that ends, for each of both clients
            return requests % 2 == 1 ? EventServer.SendAsync(context.Response, "retry: 1\n" + Half) : Task.CompletedTask;
        });
        var uri = server.Uri;
        using var http = new HttpClient();

        #region MigratePlatformClientBefore
        using var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync())
        {
            Show($"{item.EventType} [{item.EventId}]: {item.Data}");
        }
        #endregion

        Assert.That(_shown, Is.EqualTo(new[] { "message [1]: a", "price []: b" }));
        _shown.Clear();
        requests = 0;

        #region MigratePlatformClientAfter
        await foreach (SseEvent e in SseAsyncEnumerable.Connect(uri))
        {
            Show($"{e.Type} [{e.LastEventId}]: {e.Data}");
        }
        #endregion

        Assert.That(_shown, Is.EqualTo(new[] { "message [1]: a", "price [1]: b" }));
        Assert.That(requests, Is.EqualTo(2));
    }

    [Test]
    public async Task The_parser_alone()
    {
        using var stream = new MemoryStream("data: {\"time\":7}\n\n"u8.ToArray());

        #region MigratePlatformParserBefore
        var parser = SseParser.Create(stream, (type, data) => JsonSerializer.Deserialize(data, MyContext.Default.Ping));
        await foreach (var item in parser.EnumerateAsync())
        {
            Show($"{item.Data!.Time}");
        }
        #endregion

        stream.Position = 0;

        #region MigratePlatformParserAfter
        await foreach (var ping in stream.ReadSseAsync(view => JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping)))
        {
            Show($"{ping!.Time}");
        }
        #endregion

        Assert.That(_shown, Is.EqualTo(new[] { "7", "7" }));
    }

    [Test]
    public async Task The_writer()
    {
        using var output = new MemoryStream();
        var cancellation = CancellationToken.None;

        #region MigratePlatformWriterBefore
        await SseFormatter.WriteAsync(ItemsAsync(cancellation), output, cancellation);
        #endregion

        var before = Encoding.UTF8.GetString(output.ToArray());
        output.SetLength(0);
        var events = Observable.Return(new SseEvent("a", "price", "1"));

        #region MigratePlatformWriterAfter
        await events.FormatSse().ForEachAsync(chunk => output.Write(chunk.Span), cancellation);
        #endregion

        Assert.That(before, Is.EqualTo("event: price\ndata: a\nid: 1\n\n"));
        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Is.EqualTo("event: price\ndata: a\nid: 1\n\n"));
    }

    [Test]
    public async Task A_server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();

        #region MigratePlatformServerBefore
        app.MapGet("/before", (CancellationToken cancellation) => TypedResults.ServerSentEvents(ItemsAsync(cancellation)));
        #endregion

        #region MigratePlatformServerAfter
        app.MapSse("/after", subscriber => EventsAsync(subscriber.LastEventId)); // IAsyncEnumerable<SseEvent>, or any observable
        #endregion

        await app.StartAsync();
        foreach (var path in new[] { "/before", "/after" })
        {
            var options = new SseOptions { ReconnectPolicy = SseReconnect.Never };
            await SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), path), options)
                .ForEachAsync(e => Show($"{e.Type} [{e.LastEventId}]: {e.Data}"));
        }

        Assert.That(_shown, Is.EqualTo(new[] { "price [1]: a", "price [1]: a" }));
    }

    // Both skip a byte order mark.
    [TestCase("\uFEFFdata: a\n\n", "message [] a", "message [] a", "")]

    // The platform's parser uses the ID of a partial event.
    [TestCase("data: a\n\nid: 3\ndata: hal", "message [] a", "message [] a", "3")]

    // This parser keeps the last ID.
    [TestCase("id: 1\ndata: a\n\ndata: b\n\n", "message [1] a, message [] b", "message [1] a, message [1] b", "1")]

    // Both ignore an ID with U+0000.
    [TestCase("id: 1\0\ndata: a\n\n", "message [] a", "message [] a", "")]

    // This parser treats an empty type as none, and ends a type with its block.
    [TestCase("event:\ndata: a\n\n", " [] a", "message [] a", "")]
    [TestCase("event: x\n\ndata: a\n\n", "x [] a", "message [] a", "")]
    public async Task The_two_parsers_differ_as_documented(string text, string theirs, string ours, string theirLastEventId)
    {
        var parser = SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var decoded = new MemoryStream(Encoding.UTF8.GetBytes(text)).ReadSseAsync();

        var platform = parser.Enumerate().Select(item => $"{item.EventType} [{item.EventId}] {item.Data}");
        Assert.That(string.Join(", ", platform), Is.EqualTo(theirs));
        Assert.That(string.Join(", ", await decoded.Select(e => $"{e.Type} [{e.LastEventId}] {e.Data}").ToListAsync()), Is.EqualTo(ours));
        Assert.That(parser.LastEventId, Is.EqualTo(theirLastEventId));
    }

    private static async IAsyncEnumerable<SseItem<string>> ItemsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        yield return new("a", "price") { EventId = "1" };
    }

    private static async IAsyncEnumerable<SseEvent> EventsAsync(string lastEventId)
    {
        await Task.Yield();
        yield return new("a", "price", lastEventId.Length == 0 ? "1" : lastEventId);
    }

    private void Show(string text) => _shown.Add(text);
}
