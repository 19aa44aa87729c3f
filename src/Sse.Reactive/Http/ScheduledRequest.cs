using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>
/// A GET of the client. A test's HTTP handler, which receives no attempt, asks it in which time the client runs.
/// </summary>
/// <remarks>
/// An open connection keeps its request in memory. An option of the request (<c>HttpRequestMessage.Options</c>) would bring a
/// dictionary of some 250 bytes.
/// </remarks>
internal sealed class ScheduledRequest(Uri uri, IScheduler scheduler) : HttpRequestMessage(HttpMethod.Get, uri), IServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(IScheduler) ? scheduler : null;
}
