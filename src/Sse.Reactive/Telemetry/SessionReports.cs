namespace Sse.Reactive;

/// <summary>What a session's connections report to the log and to listeners of metrics and traces.</summary>
internal static class SessionReports
{
    /// <summary>The latest attempt's telemetry; <see langword="null"/> while no listener is attached.</summary>
    public static ConnectionTelemetry? CurrentTelemetry(this ClientSession session)
    {
        if (session.Telemetry is null && ClientInstruments.AreListenedTo)
        {
            session.Telemetry = new(session);
            session.Observe(ClientInstruments.Sessions);
        }

        return session.Telemetry;
    }

    /// <summary>The decoder has dispatched a frame; a selector has not seen it yet.</summary>
    public static void ReportDispatched(this ClientSession session, SseFrameView frame)
    {
        if (frame.Kind != SseFrameKind.Event)
        {
            return;
        }

        session.EventCount++;
        if (ClientInstruments.Gaps.Enabled && frame.Event.Type == SseGap.EventType)
        {
            session.CurrentTelemetry()?.Dispatched(frame.Event.ToEvent());
        }
    }

    public static SseSignal ReportOpened(this ClientSession session, SseResponse response)
    {
        session.CurrentTelemetry()?.Opened();
        session.LogOpened(Where(session));
        return new SseSignal.Opened(session.AttemptNumber, response.Uri, response.Headers) { StatusCode = response.StatusCode };
    }

    public static SseSignal ReportLastEventIdOmitted(this ClientSession session, string reason)
    {
        ClientLog.LastEventIdOmitted(session.Options.Logger, Where(session), session.AttemptNumber, reason);
        return new SseSignal.LastEventIdOmitted(session.Decoder.LastEventId, reason);
    }

    public static SseSignal ReportLinesIgnored(this ClientSession session)
    {
        var count = session.Decoder.IgnoredLines;
        if (!session.HasReportedIgnoredLines)
        {
            session.HasReportedIgnoredLines = true;
            ClientLog.LinesIgnored(session.Options.Logger, Where(session), session.AttemptNumber, count);
        }

        return new SseSignal.LinesIgnored(count, session.Decoder.TakeIgnoredLines());
    }

    /// <summary>All that has arrived so far was delivered.</summary>
    public static void ReportDelivered(this ClientSession session)
    {
        session.Telemetry?.Delivered();
        session.Delivered();
        if (session is { EventCount: > 0, HasReportedMissingIds: false, Options.IsCheckpointed: true, Decoder.LastEventId: "" })
        {
            session.HasReportedMissingIds = true;
            ClientLog.CheckpointWithoutId(session.Options.Logger, Where(session));
        }
    }

    public static void ReportLost(this ClientSession session, SseReconnectContext context, SseReconnectDecision decision)
    {
        session.CurrentTelemetry()?.Ended(context.Cause, isRetried: decision.Kind == SseReconnectDecision.DecisionKind.RetryAfter);
        var (logger, where, cause) = (session.Options.Logger, Where(session), FailureText.Describe(context.Cause));
        switch (decision.Kind)
        {
            case SseReconnectDecision.DecisionKind.Complete:
                ClientLog.Ended(logger, where, context.AttemptNumber, cause);
                break;
            case SseReconnectDecision.DecisionKind.RetryAfter:
                session.LogLost(context, decision.Delay, where, cause);
                break;
        }
    }

    /// <summary>
    /// The subscription fails with an error from outside the connection: an event past the limit, a selector or a policy that throws.
    /// </summary>
    public static void ReportFailed(this ClientSession session, Exception error)
    {
        session.CurrentTelemetry()?.Ended(error);
        session.Options.Sessions?.Fail(error);
        ClientLog.Failed(session.Options.Logger, error, Where(session), session.AttemptNumber);
    }

    /// <summary>The error of a sequence that is not retried; logged.</summary>
    public static Exception Failure(this ClientSession session, SseReconnectContext context, SseReconnectDecision decision)
    {
        var error = decision.Reason is { } reason
            ? SseConnectionException.NotRetried(context, session.Connector.Uri, reason)
            : context.Cause;
        session.Options.Sessions?.Fail(error);
        ClientLog.Failed(session.Options.Logger, error, Where(session), context.AttemptNumber);
        return error;
    }

    private static string Where(ClientSession session) => RedactedUri.Describe(session.Connector.Uri);
}
