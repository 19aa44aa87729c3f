using System.Reactive.Disposables;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The subscription to a connection's source; it may be disposed of before it exists. An exception from the source's own <c>Dispose</c> is
/// logged and swallowed, so that the response still ends and the publisher continues.
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
