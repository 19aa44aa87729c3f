using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.AspNetCore;

/// <summary>What the stop of the host does to a stream.</summary>
internal static class HostStop
{
    /// <summary>
    /// After a stream has ended: how long a client that reads nothing, or a source that does not stop, may delay the host.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Whether the application has begun to stop.</summary>
    public static bool IsStopping(IServiceProvider? services) =>
        services?.GetService<IHostApplicationLifetime>() is { ApplicationStopping.IsCancellationRequested: true };

    /// <summary>Ends a stream when the host stops.</summary>
    /// <param name="services">The services of the request.</param>
    /// <param name="connection">The stream's connection.</param>
    /// <param name="options">The options.</param>
    /// <param name="runsOn">Whether the stream runs on for as long as the host allows.</param>
    /// <param name="accepted">The request, if it was accepted before: the host may have been stopping for a while.</param>
    /// <returns>A handle that ends the watch.</returns>
    public static IDisposable Watch(
        IServiceProvider services, ClientConnection connection, SseServerOptions options, bool runsOn, AcceptedRequest? accepted)
    {
        var timers = new CompositeDisposable();
        if (services.GetService<IHostApplicationLifetime>() is { } lifetime)
        {
            timers.Add(lifetime.ApplicationStopping.UnsafeRegister(_ => OnStopping(), null));
        }

        return timers;

        void OnStopping()
        {
            var timeout = ShutdownTimeout(services);
            if (!runsOn)
            {
                var spread = timeout / 2 is { } half && half < options.ShutdownSpread ? half : options.ShutdownSpread;
                EndAfter(options.RandomPartOf(spread), spread + Grace);
            }
            else if (timeout is { } time)
            {
                var stopped = accepted?.SinceStop ?? TimeSpan.Zero;
                EndAfter(time - GraceOf(time) - stopped, time - (GraceOf(time) / 2) - stopped);
            }
        }

        void EndAfter(TimeSpan end, TimeSpan reset)
        {
            timers.Add(options.Scheduler.Schedule(
                end, () => connection.Close(EndReason.Shutdown, options.SpreadReconnectionTime(options.ShutdownSpread))));
            timers.Add(options.Scheduler.Schedule(
                reset,
                () =>
                {
                    connection.Reset(EndReason.Shutdown);
                    connection.AbandonSource();
                }));
        }
    }

    /// <summary>When a connection is broken at the latest; <see langword="null"/> if it never does.</summary>
    public static TimeSpan? Deadline(IServiceProvider services) =>
        ShutdownTimeout(services) is { } time ? time - (GraceOf(time) / 2) : null;

    private static TimeSpan GraceOf(TimeSpan timeout) => timeout / 2 < Grace ? timeout / 2 : Grace;

    /// <summary>How long the host waits for requests; <see langword="null"/> if it waits for as long as they take.</summary>
    private static TimeSpan? ShutdownTimeout(IServiceProvider services)
    {
        var timeout = (services.GetService<IOptions<HostOptions>>()?.Value ?? new()).ShutdownTimeout;
        return timeout >= TimeSpan.Zero && timeout <= TimerDuration.Max ? timeout : null;
    }
}
