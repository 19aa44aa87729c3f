namespace Sse.Reactive.AspNetCore;

/// <summary>Whether somebody writes to a client, what waits for it, and whether it is over: each change is one step, under one lock. Begins with a writer, the opening's.</summary>
/// <remarks>Mutable, and a part of its connection, so that an event touches as few objects as can be: never copy it. What waits has a writer, always: whoever leaves something in the outbox leaves it to one that will look again before it parks.</remarks>
internal struct WriterState(Outbox outbox)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isWriting = true;
    private EndReason? _end; // nothing more is accepted
    private bool _isAborted; // nothing more is worth writing
    private EncodedEvent? _farewell;
    private IPausedSource? _paused;

    /// <summary>Completes when nobody writes any more.</summary>
    public readonly Task Ended => _ended.Task;

    /// <summary>Why it has ended; asked when it has.</summary>
    public readonly EndReason Reason => _end.GetValueOrDefault();

    /// <summary>Takes a message in.</summary>
    public SendOutcome Admit(EncodedEvent message, bool onlyIfNoneWaits)
    {
        lock (_gate)
        {
            if (_end is not null || (onlyIfNoneWaits && outbox.Count > 0))
            {
                return SendOutcome.Refused;
            }

            if (_isWriting)
            {
                if (outbox.TryAdd(message))
                {
                    return SendOutcome.Waits;
                }

                // What waits is still written: so a client gets on by that much each time it comes back, even where a replay is more than may wait.
                _end = EndReason.TooSlow;
                return SendOutcome.Overflow;
            }

            _isWriting = true;
            return SendOutcome.Write;
        }
    }

    /// <summary>Makes whoever asks the writer, if there is none.</summary>
    public bool TryHold()
    {
        lock (_gate)
        {
            if (_end is not null || _isWriting)
            {
                return false;
            }

            return _isWriting = true;
        }
    }

    /// <summary>Ends it in good order, after what waits and a last word.</summary>
    /// <returns>Whether whoever asked is the writer now.</returns>
    public bool Complete(EndReason reason, EncodedEvent? farewell)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            (_end, _farewell) = (reason, farewell);
            var isMine = !_isWriting;
            _isWriting = true;
            return isMine;
        }
    }

    /// <summary>Ends it at once; if there is a writer, when that looks.</summary>
    public void Abort(EndReason reason)
    {
        lock (_gate)
        {
            (_end, _isAborted) = (_end ?? reason, true);
            if (!_isWriting)
            {
                _isWriting = true;
                _ended.TrySetResult();
            }
        }
    }

    /// <summary>Ends it at once and resets the connection, unless the response is over, and its context perhaps another's.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="reset">Resets the connection. Called under the lock, under which alone the response cannot end; servers tell of it on other threads.</param>
    /// <returns>Whether it was this that did.</returns>
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

    /// <inheritdoc cref="IPacedObserver.IsReady"/>
    public bool IsReady(IPausedSource source)
    {
        lock (_gate)
        {
            if (outbox.HasRoom)
            {
                return true;
            }

            _paused = source; // the outbox is not empty, so there is a writer, who will come to this
            return false;
        }
    }

    /// <summary>What the writer does next. Having parked, it is the writer no more; having ended, nobody is.</summary>
    /// <param name="isThere">Whether there is still a client, by what the writer has seen.</param>
    public WriterAction Advance(bool isThere)
    {
        lock (_gate)
        {
            if (!isThere)
            {
                (_end, _isAborted) = (_end ?? EndReason.ClientClosed, true);
            }

            if (_isAborted || (_end is not null && outbox.Count == 0 && _farewell is null))
            {
                _ended.TrySetResult(); // under the lock: a reset that comes too late must see it
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

    /// <summary>For the writer: the message that is next; <see langword="null"/> for none.</summary>
    /// <param name="lastEventId">The ID that the client is at before it.</param>
    public EncodedEvent? Take(string lastEventId)
    {
        lock (_gate)
        {
            if (outbox.TryTake(lastEventId, out var message))
            {
                return message;
            }

            (message, _farewell) = (_farewell, null);
            return message;
        }
    }

    /// <summary>For the writer: the source that is to go on.</summary>
    public IPausedSource? TakePaused()
    {
        lock (_gate)
        {
            var source = _paused;
            _paused = null;
            return source;
        }
    }

    /// <summary>How many messages wait, and how many events have been dropped in all.</summary>
    public readonly (int Waiting, long Dropped) Measure()
    {
        lock (_gate)
        {
            return (outbox.Count, outbox.Dropped);
        }
    }

    /// <summary>When it has ended: how many events still waited.</summary>
    public readonly int Abandoned()
    {
        lock (_gate)
        {
            return outbox.Messages.Count(m => m.IsEvent);
        }
    }
}
