using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.AspNetCore;

/// <summary>One response: its headers, and what ends it from outside.</summary>
internal static class EventStreamResponse
{
    /// <summary>How long a client that takes nothing may hold up the end.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    public const string ContentType = "text/event-stream";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="find">Finds the source; no source is 204. Not asked if the request is refused.</param>
    /// <param name="options">The options.</param>
    public static async Task SendAsync(HttpContext context, Func<ValueTask<Func<ClientConnection, IDisposable>?>> find, SseServerOptions options)
    {
        var services = context.RequestServices;
        var lifetime = services?.GetService<IHostApplicationLifetime>();
        var refusal = lifetime?.ApplicationStopping.IsCancellationRequested == true ? ServiceUnavailable.Stopping : null;
        using var place = refusal is null ? options.Limits?.TryEnter(context, out refusal) : null;
        var telemetry = new StreamTelemetry(context);
        var logger = services?.GetService<ILoggerFactory>()?.CreateLogger(ServerLog.Category) ?? NullLogger.Instance;
        if (refusal is not null)
        {
            telemetry.Refused(refusal.Reason);
            ServerLog.Refused(logger, refusal.Text);
            await refusal.SendAsync(context).ConfigureAwait(false);
            return;
        }

        if (await find().ConfigureAwait(false) is not { } source)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        Prepare(context);
        TcpUserTimeout.Set(context.Features, options.WriteTimeout);

        using var connection = new ClientConnection(() => context.Response.StartAsync(), context.Response.BodyWriter, context.Abort, options, telemetry, logger);
        using var closed = context.RequestAborted.UnsafeRegister(static c => ((ClientConnection)c!).Abort(), connection);
        using var ending = new CompositeDisposable();
        if (options.MaxConnectionAge is { } time)
        {
            ending.Add(options.Scheduler.Schedule(time + options.PartOf(time / 4), () => connection.Complete(EndReason.MaxConnectionAge, options.ReconnectionTime)));
        }

        if (lifetime is not null)
        {
            var period = ShutdownSpread(services!, options);
            ending.Add(lifetime.ApplicationStopping.UnsafeRegister(
                _ =>
                {
                    ending.Add(options.Scheduler.Schedule(options.PartOf(period), () => connection.Complete(EndReason.Shutdown, Return(options))));
                    ending.Add(options.Scheduler.Schedule(period + LastWords, () => connection.Reset(EndReason.Shutdown))); // one that takes nothing does not hold up the host
                },
                null));
        }

        telemetry.Opened();
        await connection.RunAsync(source).ConfigureAwait(false);
    }

    /// <summary>Sets the headers, which leave before there is any event.</summary>
    private static void Prepare(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        // Response compression asks again when the first byte is written, and finds no encoding that is accepted. (Content-Encoding: identity would
        // tell it too, but is no value of that header: RFC 9110, 8.4.1.)
        context.Request.Headers.AcceptEncoding = default;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static TimeSpan ShutdownSpread(IServiceProvider services, SseServerOptions options)
    {
        var half = services.GetService<IOptions<HostOptions>>()?.Value.ShutdownTimeout / 2;
        return half < options.ShutdownSpread ? half.GetValueOrDefault() : options.ShutdownSpread;
    }

    /// <summary>When a client is to come back after a shutdown: not all at once.</summary>
    private static TimeSpan Return(SseServerOptions options)
    {
        var time = options.ReconnectionTime ?? TimeSpan.FromSeconds(3);
        return time + options.PartOf(options.ShutdownSpread);
    }
}
