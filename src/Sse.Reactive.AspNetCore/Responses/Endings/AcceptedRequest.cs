using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A request that arrived before the application stopped. Its stream may begin later. If nothing of the response has been sent shortly
/// before the host stops waiting, the log says so: the host then aborts the connection.
/// </summary>
internal sealed class AcceptedRequest : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SingleAssignmentDisposable _deadline = new();
    private readonly CancellationTokenRegistration _stopping;
    private volatile IStopwatch? _sinceStop;
    private HttpContext? _context;

    private AcceptedRequest(HttpContext context, IHostApplicationLifetime lifetime)
    {
        _context = context;
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(
            _ =>
            {
                _sinceStop = DefaultScheduler.Instance.StartStopwatch();
                if (HostStop.Deadline(context.RequestServices) is { } deadline)
                {
                    _deadline.Disposable = DefaultScheduler.Instance.Schedule(deadline, ReportUnanswered);
                }
            },
            null);
    }

    /// <summary>How long the application has been stopping, in real time, since the host waits in it.</summary>
    public TimeSpan SinceStop => _sinceStop?.Elapsed ?? TimeSpan.Zero;

    /// <summary>Accepts a request, unless the application stops.</summary>
    public static void Add(HttpContext context)
    {
        var lifetime = context.RequestServices?.GetService<IHostApplicationLifetime>();
        if (lifetime is { ApplicationStopping.IsCancellationRequested: false })
        {
            var accepted = new AcceptedRequest(context, lifetime);
            context.Items[typeof(AcceptedRequest)] = accepted;
            context.Response.RegisterForDispose(accepted);
        }
    }

    /// <summary>Whether the application stops, the request was not accepted before, and its answer would break off.</summary>
    public static bool IsRefused(HttpContext context) =>
        HostStop.IsStopping(context.RequestServices)
        && Of(context) is null
        && UnfinishedAnswer.IsBrokenOff(context.Request, SseServerOptions.Default);

    /// <returns><see langword="null"/> if the request was not accepted before its stream begins.</returns>
    public static AcceptedRequest? Of(HttpContext context) =>
        context.Items.TryGetValue(typeof(AcceptedRequest), out var accepted) ? (AcceptedRequest)accepted! : null;

    public void Dispose()
    {
        _stopping.Dispose();
        _deadline.Dispose();
        lock (_gate)
        {
            _context = null; // it belongs to another request from now on
        }
    }

    private void ReportUnanswered()
    {
        lock (_gate)
        {
            if (_context is { Response.HasStarted: false } context)
            {
                var logger = context.RequestServices.GetService<ILoggerFactory>()?.CreateLogger(ServerLog.Category);
                if (logger is not null)
                {
                    ServerLog.Unanswered(logger, context.Request.Method, EndpointName.Of(context));
                }
            }
        }
    }
}
