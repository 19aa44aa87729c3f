using System.Reactive.Disposables;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The subscription to a connection's source, which may be ended before it is made. What a source throws when it is disposed of is logged: it is to keep neither the response from its
/// end, nor a publisher from going on.
/// </summary>
internal sealed class SourceSubscription(ILogger logger) : IDisposable
{
    private readonly SingleAssignmentDisposable _subscription = new();

    public void Begin(Func<IDisposable> subscribe) => _subscription.Disposable = subscribe();

    public void Dispose()
    {
        try
        {
            _subscription.Dispose();
        }
        catch (Exception error)
        {
            ServerLog.DisposalFailed(logger, error);
        }
    }
}
