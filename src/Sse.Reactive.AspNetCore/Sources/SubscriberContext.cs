namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The execution context of a subscriber. Its code runs in it on any thread, so the current <c>HttpContext</c>, the culture, the activity
/// and the log scopes are those of the request that subscribed, and not those of the publisher.
/// </summary>
internal readonly struct SubscriberContext
{
    private readonly ExecutionContext? _context;

    private SubscriberContext(ExecutionContext? context) => _context = context;

    /// <summary>Captures the context of the caller. If its flow is suppressed, code runs in the context of the calling thread.</summary>
    public static SubscriberContext Capture() => new(ExecutionContext.Capture());

    /// <summary>Runs code of the subscriber on this thread.</summary>
    /// <param name="code">The code. It may throw.</param>
    /// <param name="state">Its argument.</param>
    public void Run(ContextCallback code, object? state)
    {
        if (_context is null)
        {
            code(state);
        }
        else
        {
            ExecutionContext.Run(_context, code, state);
        }
    }
}
