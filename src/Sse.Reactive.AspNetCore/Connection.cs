using System.Buffers;
using System.IO.Pipelines;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One client: one writer at a time, by hand-over. A publisher that finds nobody writing, and so nothing waiting, writes straight to the response. Where the response
/// wants it to wait, or others came meanwhile, a drain goes on in its place; what comes during a drain waits in the outbox, and gets one flush per drain.
/// </summary>
/// <param name="writer">The response.</param>
/// <param name="options">The options.</param>
/// <param name="reset">Resets the connection, which completes a flush that is pending.</param>
/// <param name="logger">Where ends are logged.</param>
internal sealed class Connection(PipeWriter writer, SseServerOptions options, Action reset, ILogger logger) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>What one drain writes before it flushes: as much as Kestrel buffers for a response before it makes a flush wait.</summary>
    private const int DrainBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Outbox _outbox = options.Overflow.Open(options);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SingleAssignmentDisposable _subscription = new();
    private readonly SerialDisposable _heartbeat = new();

    private bool _isWriting = true; // the opening's drain comes first
    private bool _isClosing;
    private bool _isAborted;
    private Message? _farewell;
    private IResumable? _paused;
    private string _lastEventId = "";
    private long _writtenAt;

    private enum Next
    {
        Write,
        Resume,
        Park,
        End,
    }

    public bool PacesTopics => options.Overflow.Paces;

    /// <summary>Sends what a source gives, to its end or the client's.</summary>
    public async Task RunAsync(Func<Connection, IDisposable> source)
    {
        if (options.ReconnectionTime is { } time)
        {
            Send(Message.Of(new SseFrame.Retry(time)));
        }

        // Before the source is subscribed to, which may take its time and may deliver a replay.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        _writtenAt = options.Scheduler.Now.UtcTicks;
        if (options.Heartbeat is { } heartbeat)
        {
            ScheduleHeartbeat(heartbeat);
        }

        try
        {
            _subscription.Disposable = source(this);
        }
        catch (Exception error) // whatever a source throws is its error
        {
            Fail(error);
        }

        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Sends a message, now or after what waits. Never waits; from any thread.</summary>
    public void Send(Message message) => Send(message, onlyIfNoneWaits: false);

    /// <summary>Ends the stream in good order, after what waits. Nothing more is accepted.</summary>
    /// <param name="reconnectionTime">A last <c>retry</c>; <see langword="null"/> for none.</param>
    public void Complete(TimeSpan? reconnectionTime = null)
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            _farewell = reconnectionTime is { } time ? Message.Of(new SseFrame.Retry(time)) : null;
            if (!_isWriting)
            {
                _isWriting = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        _subscription.Dispose();
    }

    /// <summary>The source has failed: clients are to come back.</summary>
    public void Fail(Exception error)
    {
        ServerLog.SourceFailed(logger, error);
        Complete(options.ReconnectionTime ?? TimeSpan.FromSeconds(3));
    }

    /// <summary>The client is gone: nothing is worth writing any more.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            (_isClosing, _isAborted) = (true, true);
            if (!_isWriting)
            {
                _isWriting = true;
                _ended.TrySetResult();
            }
        }

        _subscription.Dispose();
        _heartbeat.Dispose();
    }

    /// <inheritdoc cref="IPaced.IsReady"/>
    public bool IsReady(IResumable source)
    {
        lock (_gate)
        {
            if (_outbox.HasRoom)
            {
                return true;
            }

            _paused = source; // the outbox is not empty, so a drain is at work, and will come to this
            return false;
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _heartbeat.Dispose();
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync(default);

    private void Send(Message message, bool onlyIfNoneWaits)
    {
        bool isMine;
        lock (_gate)
        {
            if (_isClosing || (onlyIfNoneWaits && _outbox.Count > 0))
            {
                return;
            }

            isMine = !_isWriting;
            if (!isMine && _outbox.TryAdd(message))
            {
                return;
            }

            _isWriting = true;
        }

        if (isMine)
        {
            WriteThrough(message);
        }
        else
        {
            ServerLog.TooSlow(logger, options.OutboxMessages, options.OutboxBytes);
            Reset();
        }
    }

    private void WriteThrough(Message message)
    {
        var flush = WriteAndFlush(message);
        if (!flush.IsCompletedSuccessfully)
        {
            _ = DrainAsync(flush);
        }
        else if (Advance() is Next.Write or Next.Resume)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // a publisher does not write for others
        }
    }

    private async Task DrainAsync(ValueTask flush)
    {
        await flush.ConfigureAwait(false);
        while (true)
        {
            switch (Advance())
            {
                case Next.Write:
                    await WriteAndFlush(null).ConfigureAwait(false);
                    break;
                case Next.Resume:
                    ResumeSource();
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>What the writer does next. Having parked, it is the writer no more; having ended, nobody is.</summary>
    private Next Advance()
    {
        lock (_gate)
        {
            if (_isAborted || (_isClosing && _outbox.Count == 0 && _farewell is null))
            {
                _ended.TrySetResult(); // under the lock: a reset that comes too late must see it
                return Next.End;
            }

            if (_isClosing || _outbox.Count > 0)
            {
                return Next.Write;
            }

            if (_paused is not null)
            {
                return Next.Resume;
            }

            _isWriting = false;
            return Next.Park;
        }
    }

    private void ResumeSource()
    {
        IResumable? source;
        lock (_gate)
        {
            (source, _paused) = (_paused, null);
        }

        try
        {
            source?.Resume();
        }
        catch (Exception error) // whatever a source throws is its error
        {
            Fail(error);
        }
    }

    /// <summary>Writes a message, or what waits, and flushes. Never throws: a response that cannot be written to is a client that is gone.</summary>
    private ValueTask WriteAndFlush(Message? message)
    {
        try
        {
            if (message is not null)
            {
                Write(message);
            }
            else
            {
                WriteWaiting();
            }

            Volatile.Write(ref _writtenAt, options.Scheduler.Now.UtcTicks);
            var flush = writer.FlushAsync();
            if (!flush.IsCompletedSuccessfully)
            {
                return FlushAsync(flush);
            }

            AbortIfOver(flush.Result);
        }
        catch (Exception) // the client is gone, or its connection: there is nobody left to tell
        {
            Abort();
        }

        return default;
    }

    private async ValueTask FlushAsync(ValueTask<FlushResult> flush)
    {
        using var timeout = options.Scheduler.Schedule(options.WriteTimeout, () =>
        {
            ServerLog.WriteTimedOut(logger, options.WriteTimeout);
            Reset();
        });
        try
        {
            AbortIfOver(await flush.ConfigureAwait(false));
        }
        catch (Exception) // the client is gone, or its connection: there is nobody left to tell
        {
            Abort();
        }
    }

    private void WriteWaiting()
    {
        for (var written = 0; written < DrainBytes;)
        {
            Message? message;
            lock (_gate)
            {
                if (!_outbox.TryTake(_lastEventId, out message))
                {
                    (message, _farewell) = (_farewell, null);
                }
            }

            if (message is null)
            {
                return;
            }

            Write(message);
            written += message.Bytes.Length;
        }
    }

    private void Write(Message message)
    {
        // As SseEncoder would for a stream of its own: an ID that is reset is a line, and nothing where there was none.
        if (message.LastEventId is { } id)
        {
            if (id.Length == 0 && _lastEventId.Length > 0)
            {
                writer.Write("id: \n"u8);
            }

            _lastEventId = id;
        }

        writer.Write(message.Bytes.Span);
    }

    private void AbortIfOver(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            Abort();
        }
    }

    /// <summary>Resets the connection, unless the response is over, and its context perhaps another's.</summary>
    private void Reset()
    {
        lock (_gate)
        {
            if (!_ended.Task.IsCompleted)
            {
                reset();
            }
        }

        Abort();
    }

    private void ScheduleHeartbeat(TimeSpan time) => _heartbeat.Disposable = options.Scheduler.Schedule(time, () =>
    {
        var interval = options.Heartbeat.GetValueOrDefault();
        var silence = TimeSpan.FromTicks(options.Scheduler.Now.UtcTicks - Volatile.Read(ref _writtenAt));
        if (silence >= interval)
        {
            Send(Message.Heartbeat, onlyIfNoneWaits: true);
            silence = TimeSpan.Zero;
        }

        ScheduleHeartbeat(silence > TimeSpan.Zero ? interval - silence : interval);
    });
}
