using Microsoft.Extensions.Logging;

namespace Sse.Reactive;

/// <summary>
/// Logs an outage once for each of its steps: the loss, some minutes, some hours, and that it is over. All other attempts are logged at
/// <see cref="LogLevel.Debug"/>, so that an outage does not fill the log.
/// </summary>
internal static class OutageReports
{
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Hours = TimeSpan.FromHours(2);

    public static void LogLost(this ClientSession session, SseReconnectContext context, TimeSpan delay, string where, string cause)
    {
        var logger = session.Options.Logger;
        var step = context.Downtime >= Hours ? OutageStep.Hours : context.Downtime >= Minutes ? OutageStep.Minutes : OutageStep.Lost;
        var isNew = step > session.ReportedOutage;
        if (isNew)
        {
            session.ReportedOutage = step;
            session.HasReportedOpen = false;
        }

        if (isNew && step > OutageStep.Lost)
        {
            var level = step == OutageStep.Hours ? LogLevel.Error : LogLevel.Warning;
            ClientLog.StillDown(logger, level, where, context.Downtime, context.AttemptNumber, cause, delay);
        }
        else if (context.HasOpened)
        {
            ClientLog.Disconnected(
                logger, isNew ? LogLevel.Information : LogLevel.Debug, where, context.AttemptNumber, cause, delay);
        }
        else
        {
            ClientLog.NeverOpened(logger, isNew ? LogLevel.Warning : LogLevel.Debug, where, context.AttemptNumber, cause, delay);
        }
    }

    public static void LogOpened(this ClientSession session, string where)
    {
        var level = session.HasReportedOpen ? LogLevel.Debug : LogLevel.Information;
        session.HasReportedOpen = true;
        if (session.ReportedOutage > OutageStep.Lost)
        {
            ClientLog.Reopened(session.Options.Logger, level, where, session.AttemptNumber, session.Downtime);
        }
        else
        {
            ClientLog.Opened(session.Options.Logger, level, where, session.AttemptNumber);
        }

        if (!session.HasReportedFirstOpen)
        {
            session.HasReportedFirstOpen = true;
            session.ReportedOutage = OutageStep.None; // its next loss is that of a stream that works
        }
    }
}
