using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>A server for the code of the documents, and the text that the code prints.</summary>
public abstract class FeedSnippets
{
    private EventServer _server = null!;
    private StringWriter _output = null!;
    private TextWriter _console = null!;
    private TaskCompletionSource _hasSeenAll = null!;

    protected static TimeSpan Deadline => TestDeadline.Value;

    protected Uri Uri => _server.Uri;

    protected string Output => _output.ToString();

    protected int Requests { get; private set; }

    /// <summary>If set, the server answers once it has completed.</summary>
    protected TaskCompletionSource? MayServe { get; set; }

    [SetUp]
    public async Task SetUp()
    {
        _server = await EventServer.StartAsync(Serve);
        _console = Console.Out;
        _output = new();
        _hasSeenAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MayServe = null;
        Requests = 0;
        Console.SetOut(TextWriter.Synchronized(_output));
    }

    [TearDown]
    public async Task TearDown()
    {
        Console.SetOut(_console);
        await _output.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Waits until a client has received all events, so that it does not reconnect during other tests.</summary>
    protected Task HasSeenAll() => _hasSeenAll.Task.WaitAsync(Deadline);

    protected async Task Printed(params string[] texts)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!ContainsInOrder(Output, texts))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>Sends a ping, a message and a ping, then ends. Answers 204 to a client that has received all three.</summary>
    private async Task Serve(HttpContext context)
    {
        Requests++;
        await (MayServe?.Task ?? Task.CompletedTask);
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

    private static bool ContainsInOrder(string output, string[] texts)
    {
        var at = 0;
        return texts.All(text => (at = output.IndexOf(text, at, StringComparison.Ordinal)) >= 0);
    }
}
