using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore;

/// <summary>Answers one request: its status, its headers, and what ends the stream from outside.</summary>
internal static class EventStreamResponse
{
    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">Returns the source; <see langword="null"/> is answered with 204. Not called if the request is refused.</param>
    /// <param name="options">The options.</param>
    public static async Task SendAsync(HttpContext context, Func<SseSubscriber, EventSource?> source, SseServerOptions options)
    {
        if (SseSubscriber.TryCreate(context) is not { } subscriber)
        {
            await Refusal.InvalidLastEventIdAsync(context).ConfigureAwait(false);
            return;
        }

        var services = context.RequestServices;
        var telemetry = new StreamTelemetry(context);
        var logger = services?.GetService<ILoggerFactory>()?.CreateLogger(ServerLog.Category) ?? NullLogger.Instance;
        var accepted = AcceptedRequest.Of(context);
        var isStopping = HostStop.IsStopping(services);
        var runsOn = UnfinishedAnswer.RunsOn(context.Request, options) && !(isStopping && accepted is null);
        if (isStopping && !runsOn && UnfinishedAnswer.IsBrokenOff(context.Request, options))
        {
            // Others are opened, and end as those that are open: an EventSource of a browser never returns from a 503.
            await Refusal.StoppingAsync(context, options).ConfigureAwait(false);
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            StreamHead.Set(context);
            return;
        }

        if (source(subscriber) is not { } events)
        {
            StreamHead.ForbidStorage(context.Response);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (events.IsPulled)
        {
            options = options with { Overflow = SseOverflowPolicy.Disconnect };
        }

        StreamHead.Set(context);
        TcpOptions.Set(context.Features, options.WriteTimeout);

        var connection = new ClientConnection(context, events, options, telemetry, logger);
        using var timers = new CompositeDisposable();
        if (options.MaxConnectionAge is { } age)
        {
            timers.Add(options.Scheduler.Schedule(age + options.RandomPartOf(age / 4), () =>
            {
                if (!(runsOn && HostStop.IsStopping(services))) // its client could not return
                {
                    connection.Close(EndReason.MaxConnectionAge, options.ReconnectionTime);
                }
            }));
        }

        if (options.CloseOnAuthenticationExpiration && TimeToExpiry(context, options) is { } remaining)
        {
            timers.Add(options.Scheduler.Schedule(
                remaining, () => connection.Close(EndReason.AuthenticationExpired, options.SpreadReconnectionTime())));
        }

        if (services is not null)
        {
            timers.Add(HostStop.Watch(services, connection, options, runsOn, accepted));
        }

        telemetry.Opened();
        var closed = context.RequestAborted.UnsafeRegister(static c => ((ClientConnection)c!).Abort(), connection);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            closed.Unregister(); // Dispose would wait for a source that does not stop
        }
    }

    /// <summary>How long the authentication of the request is still valid; <see langword="null"/> if it does not expire.</summary>
    private static TimeSpan? TimeToExpiry(HttpContext context, SseServerOptions options) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc - options.Scheduler.Now is { } time
        && time <= TimerDuration.Max
            ? (time > TimeSpan.Zero ? time : TimeSpan.Zero)
            : null;
}
