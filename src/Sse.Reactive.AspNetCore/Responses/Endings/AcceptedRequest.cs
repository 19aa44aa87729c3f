using System.Reactive.Concurrency;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sse.Reactive.AspNetCore;

/// <summary>A request that arrived before the application stopped. Its stream may begin later.</summary>
internal sealed class AcceptedRequest : IDisposable
{
    private readonly CancellationTokenRegistration _stopping;
    private volatile IStopwatch? _sinceStop;

    private AcceptedRequest(IHostApplicationLifetime lifetime) =>
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(
            static r => ((AcceptedRequest)r!)._sinceStop = DefaultScheduler.Instance.StartStopwatch(), this);

    /// <summary>How long the application has been stopping, in real time, since the host waits in it.</summary>
    public TimeSpan SinceStop => _sinceStop?.Elapsed ?? TimeSpan.Zero;

    /// <summary>Accepts a request, unless the application stops.</summary>
    public static void Add(HttpContext context)
    {
        var lifetime = context.RequestServices?.GetService<IHostApplicationLifetime>();
        if (lifetime is { ApplicationStopping.IsCancellationRequested: false })
        {
            var accepted = new AcceptedRequest(lifetime);
            context.Items[typeof(AcceptedRequest)] = accepted;
            context.Response.RegisterForDispose(accepted);
        }
    }

    /// <returns><see langword="null"/> if the request was not accepted before its stream begins.</returns>
    public static AcceptedRequest? Of(HttpContext context) =>
        context.Items.TryGetValue(typeof(AcceptedRequest), out var accepted) ? (AcceptedRequest)accepted! : null;

    public void Dispose() => _stopping.Dispose();
}
