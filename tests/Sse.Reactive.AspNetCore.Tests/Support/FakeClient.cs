using System.IO.Pipelines;
using System.Reactive.Linq;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>
/// A client without a socket. It reads the response only when the test does; until then there is room for a given number of bytes.
/// </summary>
internal sealed class FakeClient : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    /// <summary>The first bytes of a stream without a <c>retry</c>.</summary>
    public const string Opening = ":\n";

    private readonly CancellationTokenSource _aborted = new();
    private readonly Pipe _pipe;
    private readonly RecordingPipeWriter _writer;
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource _isOpening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _read;

    public FakeClient(int room = 64 * 1024, IServiceProvider? services = null, string method = "GET")
    {
        Context.Request.Method = method;
        _pipe = new(new PipeOptions(
            pauseWriterThreshold: room, resumeWriterThreshold: Math.Max(1, room / 2), useSynchronizationContext: false));
        _writer = new(_pipe.Writer);
        Context.Features.Set<IHttpResponseBodyFeature>(this);
        Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        if (services is not null)
        {
            Context.RequestServices = services;
        }
    }

    public DefaultHttpContext Context { get; } = new();

    public Task Response { get; private set; } = Task.CompletedTask;

    public bool IsReset => _aborted.IsCancellationRequested;

    /// <summary>Whether the response was completed before its request has ended.</summary>
    public bool IsCompleted { get; private set; }

    public int Flushes => _writer.Flushes;

    /// <summary>The most bytes that were written between two flushes.</summary>
    public int LargestFlush => _writer.LargestFlush;

    /// <summary>Runs within the next flush, once.</summary>
    public Action? OnNextFlush
    {
        set => _writer.OnNextFlush = value;
    }

    /// <summary>Whether the latest flush waits for room.</summary>
    public bool IsFlushWaiting => _writer is { Flushes: > 0, CompletedSynchronously: false };

    Stream IHttpResponseBodyFeature.Stream => _pipe.Writer.AsStream();

    PipeWriter IHttpResponseBodyFeature.Writer => _writer;

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _aborted.Token;
        set => throw new NotSupportedException();
    }

    /// <summary>Starts a response, and waits until its source was subscribed to.</summary>
    public static FakeClient Start(
        SseStreamResult result, int room = 64 * 1024, IServiceProvider? services = null, string method = "GET")
    {
        var client = new FakeClient(room, services, method);
        client.Response = result.ExecuteAsync(client.Context);
        _ = client.Response.ContinueWith(
            _ =>
            {
                client._isOpening.TrySetResult();
                Waiting.Pulse();
            },
            TaskScheduler.Default);
        Assert.That(client._isOpening.Task.Wait(Waiting.Deadline), "The response did not open.");
        return client;
    }

    /// <summary>Starts a response and waits until it is open and idle, so that the next event is written by its publisher.</summary>
    public static async Task<FakeClient> OpenAsync(
        IObservable<SseEvent> source, SseServerOptions options, int room = 64 * 1024, IServiceProvider? services = null)
    {
        using var probe = new TestSource();
        var client = Start(SseResults.Stream(source.Merge(probe), options), room, services);
        await Waiting.UntilAsync(() => probe.HasObservers, () => "The source was not subscribed to.");
        await Waiting.UntilAsync(
            () =>
            {
                var isIdle = client.WritesOnThisThread(() => probe.OnNext(new("?"))); // if not, another flush follows, and with it a pulse
                client.ReadAvailable();
                return isIdle;
            },
            () => "The response did not become idle.");
        probe.OnCompleted();
        return client;
    }

    /// <summary>Whether an action makes this thread flush, without waiting: it was the writer then, and is no longer.</summary>
    public bool WritesOnThisThread(Action action)
    {
        var before = Flushes;
        action();
        return Flushes > before && _writer.LastThread == Environment.CurrentManagedThreadId && _writer.CompletedSynchronously;
    }

    /// <summary>Reads what can be read at this moment, without the comment with which a stream begins.</summary>
    public string ReadAvailable()
    {
        while (_pipe.Reader.TryRead(out var result))
        {
            foreach (var segment in result.Buffer)
            {
                _text.Append(Encoding.UTF8.GetString(segment.Span));
            }

            _pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        if (_read == 0 && _text.ToString().StartsWith(Opening, StringComparison.Ordinal))
        {
            _read = Opening.Length;
        }

        var text = _text.ToString(_read, _text.Length - _read);
        _read = _text.Length;
        return text;
    }

    /// <summary>Reads until the text ends as given.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = "";
        await Waiting.UntilAsync(
            () => (text += ReadAvailable()).EndsWith(end, StringComparison.Ordinal), () => $"'{end}' did not follow '{text}'.");
        return text;
    }

    /// <summary>Reads to the end of the response.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = "";
        await Waiting.UntilAsync(
            () =>
            {
                text += ReadAvailable();
                return Response.IsCompleted;
            },
            () => $"The response did not end after '{text}'.");
        await Response;
        return text + ReadAvailable();
    }

    /// <summary>Waits for the end of the request, and reads and forgets what arrives until then.</summary>
    public Task DrainAsync() => Waiting.UntilAsync(
        () =>
        {
            if (!IsReset)
            {
                ReadAvailable();
            }

            return Response.IsCompleted;
        },
        () => "The request did not end.");

    /// <summary>The client leaves.</summary>
    public void Abort()
    {
        _aborted.Cancel();
        _pipe.Reader.Complete();
    }

    public void Dispose()
    {
        Abort();
        _aborted.Dispose();
    }

    void IHttpResponseBodyFeature.DisableBuffering()
    {
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken)
    {
        _isOpening.TrySetResult();
        return Task.CompletedTask;
    }

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    Task IHttpResponseBodyFeature.CompleteAsync()
    {
        IsCompleted = true;
        Waiting.Pulse();
        return Task.CompletedTask;
    }
}
