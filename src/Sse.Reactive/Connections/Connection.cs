using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// One connection, from its request to the decision that follows its end, pulled item by item: <see cref="SseSignal.Opened"/>, the chunks
/// of the body, then one signal with the decision.
/// </summary>
/// <remarks>
/// Every end is first recorded as a cause: the end of the body, a refusal, a fault, a timeout. The reader reports an exception with
/// <see cref="Lose"/>. The next item is then the decision: one signal, or an error that ends the subscription.
/// </remarks>
internal sealed class Connection(ClientSession session) : IDisposable
{
    private readonly ConnectionTimeouts? _timeouts = ConnectionTimeouts.For(session);
    private State _state;
    private SseResponse? _response;
    private SseSignal? _signal;
    private Exception? _cause;
    private ReadBuffer _buffer;
    private int _count;
    private bool _isReading;

    private enum State : byte
    {
        Opening,
        Open,
        Lost,
    }

    public bool IsLost => _state == State.Lost;

    /// <summary>Whether the whole subscription is over.</summary>
    public bool IsAbandoned => session.IsDisposed;

    /// <summary>Moves on to the next item. The buffer of the previous item becomes invalid. Never throws synchronously.</summary>
    /// <returns>The argument for <see cref="Take"/>.</returns>
    public ValueTask<int> NextAsync(CancellationToken cancellationToken) => _state switch
    {
        State.Opening => OpenAsync(cancellationToken),
        State.Open => ReadAsync(_response!, cancellationToken),
        State.Lost when session.Decoder.IgnoredLines > 0 => ReportLinesIgnored(),
        _ => DecideAsync(_cause!, cancellationToken),
    };

    /// <summary>The item that <see cref="NextAsync"/> has moved on to.</summary>
    public ConnectionItem Take(int count)
    {
        if (_signal is { } signal)
        {
            return new(signal);
        }

        _isReading = false;
        if (count == 0)
        {
            Lose(new SseStreamClosedException(session.Decoder.UnfinishedBytes));
            return ConnectionItem.EndOfBody;
        }

        _count = count;
        session.CurrentTelemetry()?.Read(count);
        return new(_buffer.Memory[..count]);
    }

    /// <summary>The connection has ended.</summary>
    public void Lose(Exception cause)
    {
        Dispose();
        _cause = cause;
        _state = State.Lost;
    }

    /// <summary>Closes the connection immediately, from any thread, also while the reader uses the buffer.</summary>
    public void Close() => _response?.Dispose();

    /// <summary>Closes the connection and returns the buffer. Called by the reader, between two items.</summary>
    public void Dispose()
    {
        Close();
        if (!_isReading) // a read that ignores cancellation may still write to it
        {
            _buffer.Release();
        }
    }

    // Pooling, here and below: completions run where they happen, as virtual time needs, and nothing remains while the connection is open.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> OpenAsync(CancellationToken cancellationToken)
    {
        var attempt = session.BeginAttempt();
        ValueTask<SseResponse> opening;
        using (session.CurrentTelemetry()?.Requesting(attempt))
        {
            opening = _timeouts is null
                ? CancellableWait<SseResponse>.Start(
                    (session.Connector, attempt), static (s, token) => s.Connector.OpenAsync(s.attempt, token), cancellationToken)
                : _timeouts.WatchAsync(
                    (session.Connector, attempt), static (s, token) => s.Connector.OpenAsync(s.attempt, token), cancellationToken);
        }

        // A response that arrives together with the cancellation is closed too, by the reader.
        _response = await opening.ConfigureAwait(false)
            ?? throw new InvalidOperationException("The transport returned no response. Let it throw if it cannot connect.");
        cancellationToken.ThrowIfCancellationRequested();
        if (_response.ReasonToRefuse(session.Options.AcceptAnyContentType) is { } reason)
        {
            var body = ContentCoding.NotDecoded(_response.Headers) is not null ? default : await BodyExcerpt
                .ReadAsync(_response.Body, session.Options.MaxBodyExcerptBytes, session.Scheduler, cancellationToken)
                .ConfigureAwait(false);
            session.Restarts?.ThrowIfRequested(); // it has ended the wait for the body
            throw new SseResponseException(_response, reason, attempt.Number, body);
        }

        session.Opened();
        _state = State.Open;
        _signal = session.ReportOpened(_response);
        return 0;
    }

    private ValueTask<int> ReadAsync(SseResponse response, CancellationToken cancellationToken)
    {
        if (_signal is SseSignal.Opened && response.LastEventIdOmittedReason is { } reason)
        {
            _signal = session.ReportLastEventIdOmitted(reason);
            return new(0);
        }

        if (session.Decoder.IgnoredLines > 0 && !_buffer.IsFull(_count))
        {
            return ReportLinesIgnored(); // of one burst together
        }

        _signal = null;
        session.ReportDelivered();
        _buffer.Adapt(_count);
        _isReading = true;
        try
        {
            if (_timeouts is { AreForReads: true })
            {
                return _timeouts.WatchAsync(
                    (response.Body, _buffer.Memory), static (s, token) => s.Body.ReadAsync(s.Memory, token), cancellationToken);
            }

            return response.Body.ReadAsync(_buffer.Memory, cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<int>(error);
        }
    }

    private ValueTask<int> ReportLinesIgnored()
    {
        _signal = session.ReportLinesIgnored();
        return new(0);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> DecideAsync(Exception cause, CancellationToken cancellationToken)
    {
        if (SubscriptionScheduler.IsDisposed(cause))
        {
            session.ReportFailed(cause);
            ExceptionDispatchInfo.Throw(cause);
        }

        var context = session.Lost(session.Restarts is { IsRequested: true } ? new SseRestartException() : cause);
        SseReconnectDecision decision;
        try
        {
            decision = await ReconnectJudge.DecideAsync(context, session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            session.ReportFailed(error); // the policy's own
            throw;
        }

        session.ReportLost(context, decision);
        _signal = decision.Kind switch
        {
            SseReconnectDecision.DecisionKind.RetryAfter => session.RetryAfter(decision.Delay, context.Cause),
            SseReconnectDecision.DecisionKind.Complete => new SseSignal.Ended(context.Cause),
            _ => throw session.Failure(context, decision),
        };
        return 0;
    }
}
