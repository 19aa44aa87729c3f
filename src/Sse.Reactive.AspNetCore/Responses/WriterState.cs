namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The state of one connection: whether it has a writer, its outbox, and whether it has ended. Each transition happens under one lock. It
/// starts with a writer: the one that opens the response.
/// </summary>
/// <remarks>
/// <para>A mutable struct that is part of its connection, so that sending an event touches few objects: never copy it.</para>
/// <para>Invariant: while the outbox is not empty there is a writer, which checks the outbox again before it parks.</para>
/// </remarks>
/// <param name="outbox">The messages that wait.</param>
/// <param name="options">Gives the last <c>retry</c> of a client that is too slow; <see langword="null"/> for none.</param>
internal struct WriterState(Outbox outbox, SseServerOptions? options)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isWriting = true;
    private bool _isLent; // the writer runs code of the subscriber meanwhile, and does not touch the response
    private EndReason? _end; // once set, messages are discarded
    private bool _isAborted; // once set, nothing is written
    private Queue<EncodedEvent>? _finalMessages;
    private IPausedSource? _paused;

    /// <summary>Completes when the stream has ended and there is no writer.</summary>
    public readonly Task Ended => _ended.Task;

    /// <summary>Whether it has ended, and messages are discarded. Thread-safe.</summary>
    public readonly bool HasEnded => _end is not null;

    /// <summary>Whether nothing more is written: the client is gone, or its connection was reset.</summary>
    public readonly bool IsAborted => _isAborted;

    /// <summary>Why it has ended. Valid once <see cref="Ended"/> has completed.</summary>
    public readonly EndReason Reason => _end.GetValueOrDefault();

    /// <summary>Decides what happens to a message, and queues it if there is a writer.</summary>
    public SendOutcome Admit(EncodedEvent message, bool onlyIfIdle)
    {
        lock (_gate)
        {
            if (_end is not null || (onlyIfIdle && outbox.Count > 0))
            {
                return SendOutcome.Discarded;
            }

            if (_isWriting)
            {
                if (outbox.TryAdd(message))
                {
                    return SendOutcome.Queued;
                }

                // The queued messages are still written, so a client makes progress with each connection even if a replay exceeds its
                // outbox.
                _end = EndReason.TooSlow;
                _finalMessages = options is null
                    ? null
                    : new([EncodedEvent.Of(new SseFrame.Retry(options.SpreadReconnectionTime()))]);
                return SendOutcome.Overflow;
            }

            _isWriting = true;
            return SendOutcome.Write;
        }
    }

    /// <summary>Makes a source the writer, if there is none; otherwise the writer resumes it later.</summary>
    public bool TryHold(IPausedSource source)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            if (_isWriting)
            {
                _paused = source;
                return false;
            }

            return _isWriting = true;
        }
    }

    /// <summary>Lets the stream end without the writer, which is about to run code of the subscriber.</summary>
    public void Lend()
    {
        lock (_gate)
        {
            _isLent = true;
        }
    }

    /// <summary>Ends <see cref="Lend"/>.</summary>
    /// <returns>Whether the caller is still the writer.</returns>
    public bool TryTakeBack()
    {
        lock (_gate)
        {
            var isWriter = _isLent;
            _isLent = false;
            return isWriter;
        }
    }

    /// <summary>Ends the stream after the queued messages and the final ones.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="finalMessages">The final messages; <see langword="null"/> for none.</param>
    /// <param name="isWriter">Whether the caller has become the writer.</param>
    /// <returns>Whether it had not ended before.</returns>
    public bool TryEnd(EndReason reason, Queue<EncodedEvent>? finalMessages, out bool isWriter)
    {
        lock (_gate)
        {
            isWriter = false;
            if (_end is not null)
            {
                return false;
            }

            (_end, _finalMessages) = (reason, finalMessages);
            isWriter = TryTakeOver();
            return true;
        }
    }

    /// <summary>Ends the stream at once; if there is a writer, when that checks the state next.</summary>
    public void Abort(EndReason reason)
    {
        lock (_gate)
        {
            (_end, _isAborted) = (_end ?? reason, true);
            if (TryTakeOver())
            {
                _ended.TrySetResult();
            }
        }
    }

    /// <summary>
    /// Ends the stream at once and resets the connection, unless the response has ended: its context may then serve another request.
    /// </summary>
    /// <param name="reason">The reason.</param>
    /// <param name="reset">
    /// Resets the connection. It runs under the lock, because only there the response cannot end meanwhile; servers raise RequestAborted on
    /// another thread.
    /// </param>
    /// <returns>Whether this call did it.</returns>
    public bool TryReset(EndReason reason, Action reset)
    {
        lock (_gate)
        {
            if (_isAborted || _ended.Task.IsCompleted)
            {
                return false;
            }

            (_end, _isAborted) = (_end ?? reason, true);
            reset();
        }

        Abort(reason);
        return true;
    }

    /// <summary>Whether the outbox has room; if not, the writer resumes the source later.</summary>
    public bool IsReady(IPausedSource source)
    {
        lock (_gate)
        {
            if (outbox.HasRoom)
            {
                return true;
            }

            _paused = source; // the outbox is not empty, so there is a writer, which resumes it
            return false;
        }
    }

    /// <summary>
    /// Decides what the writer does next. After <see cref="WriterAction.Park"/> and <see cref="WriterAction.End"/> it is no longer the
    /// writer.
    /// </summary>
    /// <param name="isConnected">Whether the client is still connected, by the result of the last flush.</param>
    public WriterAction Advance(bool isConnected)
    {
        lock (_gate)
        {
            if (!isConnected)
            {
                (_end, _isAborted) = (_end ?? EndReason.ClientClosed, true);
            }

            if (_isAborted || (_end is not null && outbox.Count == 0 && _finalMessages is null or { Count: 0 }))
            {
                _ended.TrySetResult(); // under the lock: a late reset must see it
                return WriterAction.End;
            }

            if (_end is not null || outbox.Count > 0)
            {
                return WriterAction.Write;
            }

            if (_paused is not null)
            {
                return WriterAction.Resume;
            }

            _isWriting = false;
            return WriterAction.Park;
        }
    }

    /// <summary>Takes the next message, for the writer; <see langword="null"/> if there is none.</summary>
    /// <param name="lastEventId">The client's last event ID before that message.</param>
    public EncodedEvent? Take(string lastEventId)
    {
        lock (_gate)
        {
            if (outbox.TryTake(lastEventId, out var message))
            {
                return message;
            }

            return _finalMessages?.TryDequeue(out message) == true ? message : null;
        }
    }

    /// <summary>Lets the writer resume a source later.</summary>
    public void Pause(IPausedSource source)
    {
        lock (_gate)
        {
            _paused = source;
        }
    }

    /// <summary>Takes the source that paused, for the caller to resume. It is no longer the writer: the source may become it.</summary>
    /// <returns><see langword="null"/> if there is something to write first.</returns>
    public IPausedSource? TakePaused()
    {
        lock (_gate)
        {
            if (_end is not null || outbox.Count > 0)
            {
                return null;
            }

            var source = _paused;
            (_paused, _isWriting) = (null, false);
            return source;
        }
    }

    /// <summary>The number of queued messages, and the total number of dropped events.</summary>
    public readonly (int Queued, long Dropped) Measure()
    {
        lock (_gate)
        {
            return (outbox.Count, outbox.Dropped);
        }
    }

    /// <summary>The number of events that were still queued when the stream ended.</summary>
    public readonly int CountUnsentEvents()
    {
        lock (_gate)
        {
            return outbox.Messages.Count(m => m.IsEvent);
        }
    }

    /// <summary>Makes the caller the writer, if there is none that uses the response. Under the lock.</summary>
    private bool TryTakeOver()
    {
        var isFree = !_isWriting || _isLent;
        (_isWriting, _isLent) = (true, false);
        return isFree;
    }
}
