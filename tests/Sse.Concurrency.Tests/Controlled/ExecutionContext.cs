namespace Sse;

/// <summary>
/// In the place of the execution context, in which Coyote keeps which operation runs: code of a subscriber runs as the operation that
/// calls it.
/// </summary>
internal sealed class ExecutionContext
{
    private static readonly ExecutionContext Only = new();

    public static ExecutionContext? Capture() => Only;

    public static void Run(ExecutionContext context, ContextCallback callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(context);
        callback(state);
    }

    public ExecutionContext CreateCopy() => this;
}
