namespace Sse.Reactive.AspNetCore;

/// <content>
/// The direct path: a topic is the writer for a turn, and writes its events from its history straight into the response. Its subscription
/// makes one call at a time.
/// </content>
internal sealed partial class ClientConnection : ITopicClient
{
    private static readonly TimeSpan SlowFlush = TimeSpan.FromMilliseconds(50);

    private bool _hasTurn;
    private bool _hasFailed; // a write of this turn

    /// <summary>The response as a topic sees it: policies that drop events need the outbox.</summary>
    public ITopicClient AsTopicClient() => _options.Overflow.PausesSource ? this : new QueueingClient(this);

    public bool RunsUserCode => _isBodyReplaced;

    public bool MayBlock => false;

    public bool IsOpen => Volatile.Read(ref _opening) != 0;

    public bool TryBeginTurn(IPausedSource topic) => _hasTurn = _state.TryHold(topic);

    public bool CanWrite(IPausedSource topic, bool isSlow)
    {
        if (!_hasTurn || HasEnded)
        {
            return false;
        }

        var isDue = _response.IsFull || (isSlow && !_response.IsEmpty && Silence > SlowFlush);
        if (!isDue && !_hasFailed)
        {
            return true;
        }

        var write = WriteTurnAsync();
        if (!write.IsCompletedSuccessfully)
        {
            _hasTurn = false;
            _state.Pause(topic);
            Drain(write);
        }
        else if (write.Result)
        {
            return true;
        }
        else
        {
            _hasFailed = true;
        }

        return false;
    }

    public void Write(EncodedEvent message)
    {
        if (!_hasTurn)
        {
            return;
        }

        try
        {
            _response.Write(message);
        }
        catch (Exception) // the client or its connection is gone
        {
            _hasFailed = true;
        }
    }

    public bool GoesOnAt(GapPlace gap) => !_isBrokenOff || gap switch
    {
        GapPlace.AfterId => true, // the client has asked again, and knows what it has
        GapPlace.Beginning => _options.CompletionEvent is null, // an end mark says that the answer is whole
        _ => false,
    };

    public void EndTooSlow() => Close(EndReason.TooSlow, reconnectionTime: null);

    public void Lend()
    {
        if (_hasTurn)
        {
            _state.Lend();
        }
    }

    public void TakeBack() => _hasTurn = _hasTurn && _state.TryTakeBack();

    public void EndTurn()
    {
        if (_hasTurn)
        {
            _hasTurn = false;
            Finish(WriteTurnAsync());
        }
    }

    private ValueTask<bool> WriteTurnAsync()
    {
        try
        {
            return _hasFailed ? new(false) : _response.IsEmpty ? new(true) : FlushAsync();
        }
        catch (Exception) // the client or its connection is gone
        {
            return new(false);
        }
    }
}
