namespace Sse.Reactive;

/// <summary>
/// Marks reads of an operator that reads further items before the earlier ones are done. A checkpoint upstream of it would save too early.
/// </summary>
internal static class ReadAhead
{
    private static readonly AsyncLocal<bool> IsCurrent = new();

    /// <summary>Moves to the next item, ahead of the consumer.</summary>
    public static Task<bool> MoveNextAsync<T>(IAsyncEnumerator<T> items)
    {
        var wasCurrent = IsCurrent.Value;
        IsCurrent.Value = true;
        try
        {
            return items.MoveNextAsync().AsTask();
        }
        finally
        {
            IsCurrent.Value = wasCurrent;
        }
    }

    /// <summary>Fails in a checkpoint that is read ahead of its consumer.</summary>
    public static void RequireNone()
    {
        if (IsCurrent.Value)
        {
            throw new InvalidOperationException(
                "SelectConcurrent reads ahead, so that a checkpoint before it would save events that are not done. Put CheckpointTo after "
                + "SelectConcurrent, or immediately before it, without other operators between them.");
        }
    }
}
