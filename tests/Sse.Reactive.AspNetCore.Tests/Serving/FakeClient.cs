using System.IO.Pipelines;
using System.Reactive.Linq;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sse.Reactive.AspNetCore.Tests.Serving;

/// <summary>A client without a socket: reads a response when told to, and has room for so many bytes until then.</summary>
internal sealed class FakeClient : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly Pipe _pipe;
    private readonly CountingWriter _writer;
    private readonly StringBuilder _text = new();
    private int _read;

    public FakeClient(int room = 64 * 1024, IServiceProvider? services = null)
    {
        _pipe = new(new PipeOptions(pauseWriterThreshold: room, resumeWriterThreshold: Math.Max(1, room / 2), useSynchronizationContext: false));
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

    public int Flushes => _writer.Flushes;

    /// <summary>What happens during the next flush, once.</summary>
    public Action? OnNextFlush
    {
        set => _writer.OnNextFlush = value;
    }

    /// <summary>Whether the latest flush waits for room.</summary>
    public bool IsHeldUp => _writer is { Flushes: > 0, HasNotWaited: false };

    /// <summary>Whether an action makes this thread flush, without a wait: then it was the writer, and is so no more.</summary>
    public bool IsWrittenBy(Action action)
    {
        var before = Flushes;
        action();
        return Flushes > before && _writer.LastThread == Environment.CurrentManagedThreadId && _writer.HasNotWaited;
    }

    Stream IHttpResponseBodyFeature.Stream => _pipe.Writer.AsStream();

    PipeWriter IHttpResponseBodyFeature.Writer => _writer;

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _aborted.Token;
        set => throw new NotSupportedException();
    }

    public static FakeClient Of(SseStreamResult result, int room = 64 * 1024, IServiceProvider? services = null)
    {
        var client = new FakeClient(room, services);
        client.Response = result.ExecuteAsync(client.Context);
        _ = client.Response.ContinueWith(_ => Waiting.Look(), TaskScheduler.Default);
        return client;
    }

    /// <summary>A client whose opening is over: the next event is written by its publisher.</summary>
    public static async Task<FakeClient> Open(IObservable<SseEvent> source, SseServerOptions options, int room = 64 * 1024, IServiceProvider? services = null)
    {
        using var own = new Feed();
        var client = Of(SseResults.Stream(source.Merge(own), options), room, services);
        await Waiting.Until(() => own.HasObservers, () => "nobody subscribes");
        await Waiting.Until(
            () =>
            {
                var isParked = client.IsWrittenBy(() => own.OnNext(new("?"))); // if not, another flush follows: another look
                client.Now();
                return isParked;
            },
            () => "the opening does not end");
        own.OnCompleted();
        return client;
    }

    /// <summary>What can be read at this moment.</summary>
    public string Now()
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

        var text = _text.ToString(_read, _text.Length - _read);
        _read = _text.Length;
        return text;
    }

    /// <summary>Reads until that has come.</summary>
    public async Task<string> Until(string end)
    {
        var text = "";
        await Waiting.Until(() => (text += Now()).EndsWith(end, StringComparison.Ordinal), () => $"'{end}' is missing from '{text}'");
        return text;
    }

    /// <summary>Reads to the end of the response.</summary>
    public async Task<string> Rest()
    {
        var text = "";
        await Waiting.Until(
            () =>
            {
                text += Now();
                return Response.IsCompleted;
            },
            () => $"no end after '{text}'");
        await Response;
        return text + Now();
    }

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

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IHttpResponseBodyFeature.CompleteAsync() => Task.CompletedTask;

    private sealed class CountingWriter(PipeWriter inner) : PipeWriter
    {
        private int _flushes;
        private int _users;

        public int Flushes => _flushes;

        public int LastThread { get; private set; }

        public bool HasNotWaited { get; private set; }

        public Action? OnNextFlush { get; set; }

        public override void Advance(int bytes) => Alone(() => inner.Advance(bytes));

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            ValueTask<FlushResult> flush = default;
            Alone(() => flush = inner.FlushAsync(cancellationToken));
            LastThread = Environment.CurrentManagedThreadId;
            HasNotWaited = flush.IsCompleted;
            _flushes++;
            var onFlush = OnNextFlush;
            OnNextFlush = null;
            onFlush?.Invoke();
            Waiting.Look();
            return flush;
        }

        /// <summary>Two writers at a time would be a defect that a pipe does not always notice.</summary>
        private void Alone(Action action)
        {
            if (Interlocked.Increment(ref _users) != 1)
            {
                throw new InvalidOperationException("Two writers at a time.");
            }

            action();
            Interlocked.Decrement(ref _users);
        }
    }
}
