using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// One connection from its request to what its end leads to, pulled step by step: that it is open, its bytes as they come, how it ended.
/// </summary>
/// <remarks>
/// Every end is an error at first: the end of the body, a refusal, a fault, silence past a timeout. Whoever pulls tells it back
/// (<see cref="Lost"/>), and the next step is what follows from it: one signal, or an error that ends the subscription.
/// </remarks>
internal sealed class Connection(Reconnection owner) : IDisposable
{
    private readonly ConnectionTimeouts? _clocks = ConnectionTimeouts.For(owner);
    private SseResponse? _response;
    private SseSignal? _signal;
    private Exception? _cause;
    private ReadBuffer _buffer;
    private int _count;
    private bool _isReading;

    /// <summary>Whether <see cref="Lost"/> was told.</summary>
    public bool IsLost => _cause is not null;

    /// <summary>Goes on to the next step. What the last one has lent is no longer valid. Throws nothing but through the task.</summary>
    /// <returns>For <see cref="Take"/>.</returns>
    public ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (_cause is not null)
        {
            return EndAsync(_cause, cancellationToken);
        }

        return _response is { } response ? ReadAsync(response, cancellationToken) : OpenAsync(cancellationToken);
    }

    /// <summary>The step that <see cref="NextAsync"/> has come to.</summary>
    public ConnectionItem Take(int count)
    {
        if (_signal is { } signal)
        {
            return new(signal);
        }

        _isReading = false;
        if (count == 0)
        {
            throw new SseStreamClosedException();
        }

        _count = count;
        owner.Telemetry?.Read(count);
        return new(_buffer.Memory[..count]);
    }

    /// <summary>Takes note of why the connection has ended.</summary>
    public void Lost(Exception cause)
    {
        Dispose();
        _cause = cause;
    }

    /// <summary>Closes the connection at once, from any thread, even while somebody is busy with what it has lent.</summary>
    public void Close() => _response?.Dispose();

    /// <summary>Frees what it holds. For whoever pulls, between two steps.</summary>
    public void Dispose()
    {
        Close();
        if (!_isReading) // a read that heeds nothing may still write to it
        {
            _buffer.Release();
        }
    }

    // Pooling, here and below: completions run where they happen, as virtual time needs, and nothing is left of it while the connection is open.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> OpenAsync(CancellationToken cancellationToken)
    {
        var attempt = owner.NextAttempt();
        ValueTask<SseResponse> opening;
        using (owner.Telemetry?.Requesting(attempt))
        {
            opening = _clocks is null
                ? CancellableWait<SseResponse>.Start((owner.Connector, attempt), static (s, token) => s.Connector.OpenAsync(s.attempt, token), cancellationToken)
                : _clocks.WatchAsync((owner.Connector, attempt), static (s, token) => s.Connector.OpenAsync(s.attempt, token), cancellationToken);
        }

        // One that comes with the cancellation is closed too, by whoever pulls.
        _response = await opening.ConfigureAwait(false)
            ?? throw new InvalidOperationException("The transport returned no response. Let it throw if it cannot connect.");
        cancellationToken.ThrowIfCancellationRequested();
        if (!_response.IsEventStream)
        {
            var excerpt = await BodyExcerpt.ReadAsync(_response.Body, SseResponseException.MaxBodyBytes, owner.Options.Scheduler, cancellationToken).ConfigureAwait(false);
            throw new SseResponseException(_response, attempt.Number, excerpt);
        }

        _signal = owner.Opened(_response);
        return 0;
    }

    private ValueTask<int> ReadAsync(SseResponse response, CancellationToken cancellationToken)
    {
        if (_signal is SseSignal.Opened && response.LastEventIdOmittedReason is { } reason)
        {
            _signal = owner.LastEventIdOmitted(reason);
            return new(0);
        }

        _signal = null;
        owner.Delivered();
        _buffer.Adapt(_count);
        _isReading = true;
        try
        {
            return _clocks is { AreForReads: true }
                ? _clocks.WatchAsync((response.Body, _buffer.Memory), static (s, token) => s.Body.ReadAsync(s.Memory, token), cancellationToken)
                : response.Body.ReadAsync(_buffer.Memory, cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<int>(error);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> EndAsync(Exception cause, CancellationToken cancellationToken)
    {
        _signal = await owner.EndAsync(cause, cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
