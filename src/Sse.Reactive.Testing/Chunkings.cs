namespace Sse.Reactive.Testing;

/// <summary>Ways to split a stream into chunks, for testing code that reads or carries one: the chunking must make no difference.</summary>
/// <remarks>Chunks are slices of the given memory; nothing is copied.</remarks>
/// <example>
/// <code>
/// var stream = "data: €\r\n\r\n"u8.ToArray();
/// foreach (var chunks in Chunkings.Every(stream))
/// {
///     var events = chunks.ToObservable().ParseSse().ToEnumerable();
///     Assert.That(events, Is.EqualTo(new[] { new SseEvent("€") }));
/// }
/// </code>
/// </example>
public static class Chunkings
{
    /// <summary>The longest stream that <see cref="Every"/> accepts: 20 bytes, which can be split in 524,288 ways.</summary>
    public const int MaxBytesForEvery = 20;

    /// <summary>Splits a short stream in every possible way: a stream of n bytes has 2 to the power of n - 1 chunkings.</summary>
    /// <param name="bytes">The stream, of at most <see cref="MaxBytesForEvery"/> bytes.</param>
    /// <returns>The chunkings, from one chunk to one chunk per byte.</returns>
    /// <exception cref="ArgumentException">The stream is too long.</exception>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Every(ReadOnlyMemory<byte> bytes) => bytes.Length <= MaxBytesForEvery
        ? Enumerable.Range(0, 1 << Math.Max(0, bytes.Length - 1)).Select(cuts => Split(bytes, at => (cuts >> (at - 1) & 1) == 1))
        : throw new ArgumentException(
            $"{bytes.Length} bytes can be split in 2^{bytes.Length - 1} ways. "
            + $"Pass at most {MaxBytesForEvery} bytes, or use InTwo or Random.",
            nameof(bytes));

    /// <summary>Splits a stream in two, at each position between two bytes.</summary>
    /// <param name="bytes">The stream, of any length.</param>
    /// <returns>The chunkings.</returns>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> InTwo(ReadOnlyMemory<byte> bytes) =>
        Enumerable.Range(1, Math.Max(0, bytes.Length - 1)).Select(cut => Split(bytes, at => at == cut));

    /// <summary>Splits a stream into chunks of one byte.</summary>
    /// <param name="bytes">The stream.</param>
    /// <returns>The chunks.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> OneByOne(ReadOnlyMemory<byte> bytes) => Split(bytes, _ => true);

    /// <summary>Splits a stream into chunks of random sizes. The same seed gives the same chunks.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="maxChunkBytes">The longest chunk, in bytes, at least 1. Default: 16.</param>
    /// <returns>The chunks.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxChunkBytes"/> is less than 1.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Random(ReadOnlyMemory<byte> bytes, int seed, int maxChunkBytes = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxChunkBytes, 1);
#pragma warning disable CA5394 // A seeded, predictable sequence is intended.
        var random = new Random(seed);
        var next = random.Next(maxChunkBytes) + 1;
        return Split(bytes, at =>
        {
            if (at < next)
            {
                return false;
            }

            next = at + random.Next(maxChunkBytes) + 1;
            return true;
        });
#pragma warning restore CA5394
    }

    /// <summary>Creates a number of random chunkings, with consecutive seeds.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="count">The number of chunkings.</param>
    /// <param name="seed">The first seed. Default: 0.</param>
    /// <param name="maxChunkBytes">The longest chunk, in bytes, at least 1. Default: 16.</param>
    /// <returns>The chunkings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxChunkBytes"/> is less than 1, or <paramref name="count"/> is negative.
    /// </exception>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Randoms(
        ReadOnlyMemory<byte> bytes, int count, int seed = 0, int maxChunkBytes = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxChunkBytes, 1);
        return Enumerable.Range(seed, count).Select(s => Random(bytes, s, maxChunkBytes));
    }

    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes, Func<int, bool> isCut)
    {
        var chunks = new List<ReadOnlyMemory<byte>>();
        var start = 0;
        for (var at = 1; at < bytes.Length; at++)
        {
            if (isCut(at))
            {
                chunks.Add(bytes[start..at]);
                start = at;
            }
        }

        if (bytes.Length > 0)
        {
            chunks.Add(bytes[start..]);
        }

        return chunks;
    }
}
