using System.IO.Pipelines;
using System.Net.Http.Json;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Sse.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the README's code omits disposal

/// <summary>The code of the README and of docs/protocol.md, compiled and run. Each region is one snippet.</summary>
public partial class Snippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private EventServer _server = null!;
    private StringWriter _output = null!;
    private TextWriter _console = null!;
    private TaskCompletionSource _hasSeenAll = null!;
    private TaskCompletionSource? _mayServe;
    private int _requests;

    [SetUp]
    public async Task SetUp()
    {
        _server = await EventServer.StartAsync(Serve);
        _console = Console.Out;
        _output = new();
        _hasSeenAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _mayServe = null;
        _requests = 0;
        Console.SetOut(TextWriter.Synchronized(_output));
    }

    [TearDown]
    public async Task TearDown()
    {
        Console.SetOut(_console);
        await _output.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Headline()
    {
        var uri = _server.Uri;

        #region Headline
        SseObservable.Connect(uri).OfType("ping").Subscribe(e => Console.WriteLine(e.Data));
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
        Assert.That(_output.ToString(), Does.Not.Contain("hello"));
        await _hasSeenAll.Task.WaitAsync(Deadline); // so that it does not reconnect during other tests
    }

    [Test]
    public async Task Awaited()
    {
        var uri = _server.Uri;

        #region Awaited
        await SseObservable.Connect(uri).OfType("ping").ForEachAsync(e => Console.WriteLine(e.Data));
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
    }

    [Test]
    public async Task Connect()
    {
        var uri = _server.Uri;

        #region Connect
        IDisposable connection = SseObservable.Connect(uri).Subscribe(
            e => Console.WriteLine($"{e.Type} {e.LastEventId}: {e.Data}"),
            error => Console.WriteLine($"failed: {error.Message}"),
            () => Console.WriteLine("completed: the server answered 204"));
        #endregion

        await Printed("ping 1: ", "message 2: hello", "completed: ");
        connection.Dispose();
    }

    [Test]
    public async Task Options()
    {
        var uri = _server.Uri;

        #region Options
        var options = new SseOptions
        {
            LastEventId = "1",                         // resume after this event
            IdleTimeout = TimeSpan.FromSeconds(60),    // longer silence is a lost connection
            ReconnectionTime = TimeSpan.FromSeconds(1) // until the server sends its own retry
        };
        IObservable<SseEvent> events = SseObservable.Connect(uri, options);
        #endregion

        Assert.That((await events.FirstAsync().ToTask().WaitAsync(Deadline)).LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public async Task Filter()
    {
        var uri = _server.Uri;

        #region Filter
        IObservable<string> query =
            from e in SseObservable.Connect(uri)
            where e.Type == "message" && e.Data.Length > 0
            select e.Data.ToUpperInvariant();
        #endregion

        Assert.That(await query.FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo("HELLO"));
    }

    [Test]
    public async Task Group()
    {
        var uri = _server.Uri;

        #region Group
        SseObservable.Connect(uri)
            .GroupByType()
            .SelectMany(group => group.Scan(0, (count, _) => count + 1).Select(count => $"{group.Key}: {count}"))
            .Subscribe(Console.WriteLine);
        #endregion

        await Printed("ping: 1", "message: 1", "ping: 2");
        await _hasSeenAll.Task.WaitAsync(Deadline); // so that it does not reconnect during other tests
    }

    [Test]
    public async Task JsonData()
    {
        var uri = _server.Uri;

        #region Json
        IObservable<Ping> pings = SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping);
        #endregion

        Assert.That(await pings.Take(2).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), new Ping(2) }));
    }

    [Test]
    public async Task ZeroCopy()
    {
        var uri = _server.Uri;

        #region ZeroCopy
        IObservable<Ping?> pings = SseObservable.Connect(uri, view =>
            view.Type == "ping" ? JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping) : null);
        #endregion

        Assert.That(await pings.Take(3).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), null, new Ping(2) }));
    }

    [Test]
    public async Task JsonMap()
    {
        var uri = _server.Uri;

        #region JsonMap
        SseSelector<object> json = SseJson.Map<object>()
            .On("ping", MyContext.Default.Ping)
            .Otherwise(view => view.ToEvent()); // or .Selector(): then an unlisted type is an error

        IObservable<object> messages = SseObservable.Connect(uri, json);
        #endregion

        Assert.That(
            await messages.Take(2).ToList().ToTask().WaitAsync(Deadline),
            Is.EqualTo(new object[] { new Ping(1), new SseEvent("hello", LastEventId: "2") }));
    }

    [Test]
    public async Task Llm()
    {
        string? asked = null;
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            asked = $"{context.Request.Method} {context.Request.Headers.Authorization} {await body.ReadToEndAsync()}";
            var tokens = new[] { "Light", " scatters." }
                .Select(token => "data: {\"choices\":[{\"delta\":{\"content\":\"" + token + "\"}}]}\n\n");
            await EventServer.SendAsync(context.Response, string.Concat(tokens) + "data: [DONE]\n\n");
        });
        var (uri, key, model) = (server.Uri, "k", "m");

        #region Llm
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, uri) // a new one for each call
            {
                Headers = { Authorization = new("Bearer", key) },
                Content = JsonContent.Create(
                    new { model, stream = true, messages = new[] { new { role = "user", content = "Why is the sky blue?" } } }),
            }),
        };
        await SseObservable.Connect(uri, options)
            .TakeWhile(e => e.Data != "[DONE]")
            .Select(e => JsonNode.Parse(e.Data)?["choices"]?[0]?["delta"]?["content"])
            .ForEachAsync(text => Console.Write(text));
        #endregion

        Assert.That(_output.ToString(), Is.EqualTo("Light scatters."));
        Assert.That(asked, Does.StartWith("POST Bearer k {\"model\":\"m\",\"stream\":true,"));
    }

    [Test]
    public async Task Status()
    {
        var uri = _server.Uri;

        #region Status
        SseObservable.Signals(uri).Subscribe(signal => Console.WriteLine(signal switch
        {
            SseSignal.Opened s => $"open: {s.Uri}",
            SseSignal.Event s => $"event: {s.Value.Data}",
            SseSignal.Disconnected s => $"lost: {s.Cause.Message} Next try in {s.Delay.TotalSeconds:0.0} s.",
            _ => signal.ToString(),
        }));
        #endregion

        await Printed("open: http://127.0.0.1", "event: hello", "Next try in 0.1 s.");
        await _hasSeenAll.Task.WaitAsync(Deadline); // so that it does not reconnect during other tests
    }

    [Test]
    public async Task Share()
    {
        var uri = _server.Uri;
        _mayServe = new(TaskCreationOptions.RunContinuationsAsynchronously);

        #region Share
        IObservable<SseSignal> shared = SseObservable.Signals(uri).Share(); // one connection for all subscribers

        shared.States().Subscribe(state => Console.WriteLine($"[{state}]"));
        shared.Events().Subscribe(e => Console.WriteLine(e.Data));
        #endregion

        _mayServe.SetResult();
        await Printed("[Connecting]", "[Open]", "hello", "[Connecting]", "[Closed]");
        Assert.That(_requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Pull()
    {
        var uri = _server.Uri;

        #region Pull
        await foreach (var e in SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "ping").Take(2))
        {
            Console.WriteLine(e.Data); // however long this takes, the server waits
        }
        #endregion

        await Printed("""{"time":1}""", """{"time":2}""");
    }

    [Test]
    public async Task Checkpoint()
    {
        var uri = _server.Uri;
        var folder = Directory.CreateTempSubdirectory("sse-readme-");
        var path = Path.Combine(folder.FullName, "pings.checkpoint");
        var shutdown = Observable.Timer(Deadline);

        #region Checkpoint
        using var store = new SseFileCheckpointStore(path);
        var options = new SseOptions { CheckpointStore = store }; // resume where the previous process stopped

        await SseObservable.Connect(uri, options)
            .TakeUntil(shutdown)                    // stop cleanly: finished work is saved
            .Select(e => e.WithData(e.Data.Length)) // the work
            .CheckpointTo(store)                    // events that pass here are done
            .ForEachAsync(e => Console.WriteLine($"{e.LastEventId}: {e.Data}"));
        #endregion

        await Printed("1: 10", "2: 5", "3: 10");
        Assert.That(await store.LoadAsync(), Is.EqualTo("3"));
        store.Dispose();
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task CheckpointAsync()
    {
        var uri = _server.Uri;
        var store = new SseMemoryCheckpointStore("1");
        var options = new SseOptions { CheckpointStore = store };

        #region CheckpointAsync
        var results = SseAsyncEnumerable.Connect(uri, options)
            .SelectConcurrent(8, async (e, cancellation) => e.WithData(await WorkAsync(e.Data, cancellation)))
            .CheckpointTo(store);

        await foreach (var e in results) // in the order of the events
        {
            Console.WriteLine($"{e.LastEventId}: {e.Data}");
        }
        #endregion

        await Printed("2: 5", "3: 10");
        Assert.That(_output.ToString(), Does.Not.Contain("1: 10"));
        Assert.That(store.LastEventId, Is.EqualTo("3"));

        static async ValueTask<int> WorkAsync(string data, CancellationToken cancellation)
        {
            await Task.Delay(data.StartsWith('h') ? 50 : 1, cancellation);
            return data.Length;
        }
    }

    [Test]
    public async Task Buffered()
    {
        var uri = _server.Uri;

        #region Buffered
        var events = SseObservable.Connect(uri)
            .ToAsyncEnumerable(1000, (dropped, last) => last with { Type = "gap", Data = $"{dropped} dropped" });

        await foreach (var e in events)
        {
            Console.WriteLine($"{e.Type}: {e.Data}");
        }
        #endregion

        await Printed("ping: ", "message: hello", "ping: ");
    }

    [Test]
    public void Testing()
    {
        #region Testing
        // or Microsoft.Reactive.Testing's TestScheduler
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("--a-#", ('a', SseMarble.Wire("retry: 60000\nid: 7\ndata: x\n\nid: 8\ndata: ha"))) // # cuts the connection
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "9")))
            .Then(204);

        var seen = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(3));

        seen.ToBe("--a- 1m -b-- 1m |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "9")));
        Assert.That(server.LastEventIds, Is.EqualTo(new[] { "", "7", "9" }));
        #endregion
    }

    [Test]
    public async Task ProtocolFile()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "data: a\n\ndata: b\n\n");

        #region ProtocolFile
        await using var file = File.OpenRead(path);
        await foreach (var e in file.ReadSseAsync())
        {
            Console.WriteLine(e.Data);
        }
        #endregion

        File.Delete(path);
        await Printed("a", "b");
    }

    [Test]
    public async Task ProtocolPipe()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("data: 1\n\ndata: 22\n\n"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        #region ProtocolPipe
        // The selector reads the bytes in place, without creating a string.
        await foreach (var length in pipe.Reader.AsStream().ReadSseAsync(view => view.Utf8Data.Length))
        {
            Console.WriteLine(length);
        }
        #endregion

        await Printed("1", "2");
    }

    [Test]
    public async Task ProtocolRx()
    {
        #region ProtocolRx
        // using System.Reactive.Linq, for ToObservable
        IObservable<SseEvent> events = new[] { new SseEvent("two\nlines", "note", "1"), new SseEvent("plain") }.ToObservable();
        IObservable<SseEvent> back = events.FormatSse().ParseSse(); // bytes in between, as sent over the network
        #endregion

        Assert.That(
            await back.ToList().ToTask().WaitAsync(Deadline),
            Is.EqualTo(new[] { new SseEvent("two\nlines", "note", "1"), new SseEvent("plain") }));
    }

    [Test]
    public async Task ProtocolWrite()
    {
        using var body = new MemoryStream();

        #region ProtocolWrite
        var output = PipeWriter.Create(body); // or a response's BodyWriter, or any IBufferWriter<byte>
        var encoder = new SseEncoder();
        encoder.Write(new SseEvent("two\nlines", "note", "1"), output);
        encoder.Write(new SseFrame.Comment("still here"), output);
        await output.FlushAsync();
        #endregion

        Assert.That(Encoding.UTF8.GetString(body.ToArray()), Is.EqualTo("id: 1\nevent: note\ndata: two\ndata: lines\n\n:still here\n\n"));
    }

    [Test]
    public async Task ProtocolJson()
    {
        var body = new MemoryStream("data: {\"time\":7}\n\n"u8.ToArray());

        #region ProtocolJson
        await foreach (var ping in body.ReadSseAsync(view => JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping)))
        {
            Console.WriteLine(ping!.Time); // read from the bytes, without a string
        }
        #endregion

        await Printed("7");
    }

    [Test]
    public void ProtocolDecoder()
    {
        ReadOnlySpan<byte> chunk = "event: ping\ndata: a\n\ndata: half"u8;

        #region ProtocolDecoder
        var decoder = new SseDecoder();
        while (decoder.TryReadEvent(ref chunk, out var view)) // false: continue with the next chunk
        {
            Console.WriteLine($"{view.Type}: {view.Utf8Data.Length} bytes");
        }
        #endregion

        Assert.That(chunk.IsEmpty);
    }

    /// <summary>Sends a ping, a message and a ping, then ends. Answers 204 to a client that has received all three.</summary>
    private async Task Serve(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        await (_mayServe?.Task ?? Task.CompletedTask);
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        if (last == "3")
        {
            context.Response.StatusCode = 204;
            _hasSeenAll.TrySetResult();
            return;
        }

        string[] events =
        [
            "event: ping\nid: 1\ndata: {\"time\":1}\n\n",
            "id: 2\ndata: hello\n\n",
            "event: ping\nid: 3\ndata: {\"time\":2}\n\n",
        ];
        var rest = events.Skip(last.Length == 0 ? 0 : int.Parse(last, null));
        await EventServer.SendAsync(context.Response, "retry: 100\n" + string.Concat(rest));
    }

    private async Task Printed(params string[] texts)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!ContainsInOrder(_output.ToString(), texts))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private static bool ContainsInOrder(string output, string[] texts)
    {
        var at = 0;
        return texts.All(text => (at = output.IndexOf(text, at, StringComparison.Ordinal)) >= 0);
    }

    #region JsonTypes
    public sealed record Ping([property: JsonPropertyName("time")] int Time);

    [JsonSerializable(typeof(Ping))]
    public sealed partial class MyContext : JsonSerializerContext;
    #endregion
}
