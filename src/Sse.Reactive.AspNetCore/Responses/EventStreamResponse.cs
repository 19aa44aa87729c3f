using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.AspNetCore;

/// <summary>Answers one request: its status, its headers, and what ends the stream from outside.</summary>
internal static class EventStreamResponse
{
    /// <summary>
    /// After the streams have ended at shutdown: how long a client that reads nothing, or a source that does not stop, may delay the host.
    /// </summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(2);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">Returns the source; <see langword="null"/> is answered with 204. Not called if the request is refused.</param>
    /// <param name="options">The options.</param>
    public static async Task SendAsync(HttpContext context, Func<SseSubscriber, EventSource?> source, SseServerOptions options)
    {
        if (SseSubscriber.TryCreate(context) is not { } subscriber)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(SseSubscriber.InvalidLastEventId, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var services = context.RequestServices;
        var lifetime = services?.GetService<IHostApplicationLifetime>();
        var telemetry = new StreamTelemetry(context);
        var logger = services?.GetService<ILoggerFactory>()?.CreateLogger(ServerLog.Category) ?? NullLogger.Instance;
        if (lifetime?.ApplicationStopping.IsCancellationRequested == true)
        {
            telemetry.Refused(ServiceUnavailable.Reason);
            ServerLog.Refused(logger, ServiceUnavailable.Text);
            await ServiceUnavailable.SendAsync(context).ConfigureAwait(false);
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
        TcpUserTimeout.Set(context.Features, options.WriteTimeout);

        var connection = new ClientConnection(context, events, options, telemetry, logger);
        using var timers = new CompositeDisposable();
        if (options.MaxConnectionAge is { } age)
        {
            timers.Add(options.Scheduler.Schedule(
                age + options.RandomPartOf(age / 4), () => connection.Close(EndReason.MaxConnectionAge, options.ReconnectionTime)));
        }

        if (options.CloseOnAuthenticationExpiration && TimeToExpiry(context, options) is { } remaining)
        {
            timers.Add(options.Scheduler.Schedule(
                remaining, () => connection.Close(EndReason.AuthenticationExpired, options.ReconnectionTime)));
        }

        if (lifetime is not null)
        {
            var spread = ShutdownSpread(services!, options);
            timers.Add(lifetime.ApplicationStopping.UnsafeRegister(
                _ =>
                {
                    timers.Add(options.Scheduler.Schedule(
                        options.RandomPartOf(spread),
                        () => connection.Close(EndReason.Shutdown, ReconnectionTimeAfterShutdown(options))));
                    timers.Add(options.Scheduler.Schedule(
                        spread + ShutdownGrace,
                        () =>
                        {
                            connection.Reset(EndReason.Shutdown);
                            connection.AbandonSource();
                        }));
                },
                null));
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

    private static TimeSpan ShutdownSpread(IServiceProvider services, SseServerOptions options)
    {
        var half = services.GetService<IOptions<HostOptions>>()?.Value.ShutdownTimeout / 2;
        return half < options.ShutdownSpread ? half.GetValueOrDefault() : options.ShutdownSpread;
    }

    /// <summary>The last <c>retry</c> of a stream that ends at shutdown: random, so that clients do not all reconnect at once.</summary>
    private static TimeSpan ReconnectionTimeAfterShutdown(SseServerOptions options)
    {
        var time = options.ReconnectionTime ?? TimeSpan.FromSeconds(3);
        return time + options.RandomPartOf(options.ShutdownSpread);
    }
}
