using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>One connection from its request to its end, pulled: the signal that it is open, then its bytes.</summary>
internal static class Connection
{
    /// <summary>
    /// Opens and reads. Every end is an error: the end of the body, a refusal, a fault, silence past a timeout.
    /// </summary>
    /// <remarks>
    /// Open and body share this scope: whatever happens, the response is disposed of, one that arrives after cancellation too.
    /// Cancellation closes the connection at once, even while whoever was handed a chunk is still busy with it.
    /// </remarks>
    public static async IAsyncEnumerable<Step> Steps(
        IConnector connector, SseAttempt attempt, SseOptions options, Intake intake, ConnectionTelemetry telemetry,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var clocks = new Clocks(options, intake);
        ValueTask<SseResponse> opening;
        using (telemetry.Requesting())
        {
            opening = clocks.Watch((connector, attempt), static (s, token) => s.connector.OpenAsync(s.attempt, token), cancellationToken);
        }

        using var response = await opening.ConfigureAwait(false);
        if (response is null)
        {
            throw new InvalidOperationException("The transport returned no response. Let it throw if it cannot connect.");
        }

        cancellationToken.ThrowIfCancellationRequested();

        // A pending read is cancelled first, since it registers later: so there is nothing left to drain.
        using var closing = cancellationToken.UnsafeRegister(static r => ((SseResponse)r!).Dispose(), response);

        if (!response.IsEventStream)
        {
            var excerpt = await BodyExcerpt.ReadAsync(response.Body, SseResponseException.MaxBodyBytes, options.Scheduler, cancellationToken).ConfigureAwait(false);
            throw new SseResponseException(response, attempt.Number, excerpt);
        }

        telemetry.Opened();
        yield return new(new SseSignal.Opened(attempt.Number, response.Uri, response.Headers));
        if (response.IdNotSentReason is { } reason)
        {
            yield return new(new SseSignal.IdNotSent(attempt.LastEventId, reason));
        }

        using var buffer = new ReadBuffer();
        while (true)
        {
            var count = await clocks.Watch(
                (response.Body, buffer.Memory), static (s, token) => s.Body.ReadAsync(s.Memory, token), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new SseStreamEndedException();
            }

            telemetry.Read(count);
            yield return new(buffer.Memory[..count]);
            telemetry.Delivered();
            buffer.Adapt(count);
        }
    }
}
