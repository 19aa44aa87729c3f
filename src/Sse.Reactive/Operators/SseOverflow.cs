namespace Sse.Reactive;

/// <summary>What a full buffer does with one more value; see <see cref="SseBufferExtensions.ToAsyncEnumerable{T}"/>. Neither drops anything silently.</summary>
public static class SseOverflow
{
    /// <summary>The sequence ends: after what is buffered comes an <see cref="SseOverflowException"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <returns>The policy.</returns>
    public static SseOverflow<T> Fail<T>() => SseOverflow<T>.Fail;

    /// <summary>The oldest value makes room. In place of each run of dropped values comes one that says how many they were.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="gap">
    /// Makes that value of the number of values dropped, at least 1, and the last of them:
    /// <c>(dropped, last) => last with { Type = "gap", Data = $"{dropped}" }</c> keeps the last event ID. Called when the consumer comes to it.
    /// </param>
    /// <returns>The policy.</returns>
    public static SseOverflow<T> DropOldest<T>(Func<long, T, T> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return new(gap);
    }
}

/// <summary>What a full buffer does with one more value. Made by <see cref="SseOverflow"/>.</summary>
/// <typeparam name="T">The values.</typeparam>
public sealed class SseOverflow<T>
{
    internal SseOverflow(Func<long, T, T>? gap) => Gap = gap;

    internal static SseOverflow<T> Fail { get; } = new(null);

    internal Func<long, T, T>? Gap { get; }
}
