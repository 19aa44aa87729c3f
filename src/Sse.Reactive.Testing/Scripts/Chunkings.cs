namespace Sse.Reactive.Testing;

/// <summary>Ways to cut a stream into chunks, for testing what reads or carries one: how it is cut must make no difference.</summary>
/// <remarks>The chunks lie in the given memory: nothing is copied.</remarks>
public static class Chunkings
{
    /// <summary>The longest stream that <see cref="Every"/> takes: 20 bytes, which can be cut in 524,288 ways.</summary>
    public const int MaxBytesForEvery = 20;

    /// <summary>Every way to cut a short stream into chunks of at least a byte: 2 to the power of its bytes less one.</summary>
    /// <param name="bytes">The stream, of at most <see cref="MaxBytesForEvery"/> bytes.</param>
    /// <returns>The ways, from the whole to byte by byte.</returns>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Every(ReadOnlyMemory<byte> bytes) => bytes.Length <= MaxBytesForEvery
        ? Enumerable.Range(0, 1 << Math.Max(0, bytes.Length - 1)).Select(cuts => Cut(bytes, at => (cuts >> (at - 1) & 1) == 1))
        : throw new ArgumentException(
            $"{bytes.Length} bytes can be cut in 2^{bytes.Length - 1} ways, which is too many: take at most {MaxBytesForEvery} bytes, or InTwo or Random.", nameof(bytes));

    /// <summary>Every way to cut a stream in two, one for each place between two bytes.</summary>
    /// <param name="bytes">The stream, of any length.</param>
    /// <returns>The ways.</returns>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> InTwo(ReadOnlyMemory<byte> bytes) =>
        Enumerable.Range(1, Math.Max(0, bytes.Length - 1)).Select(cut => Cut(bytes, at => at == cut));

    /// <summary>Byte by byte.</summary>
    /// <param name="bytes">The stream.</param>
    /// <returns>A chunk for each byte.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> OneByOne(ReadOnlyMemory<byte> bytes) => Cut(bytes, _ => true);

    /// <summary>Chunks of random sizes, the same for the same seed.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="longest">The most bytes in a chunk, at least 1. Default: 16.</param>
    /// <returns>The chunks.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Random(ReadOnlyMemory<byte> bytes, int seed, int longest = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
#pragma warning disable CA5394 // a seeded sequence is what is wanted
        var random = new Random(seed);
        var next = random.Next(longest) + 1;
        return Cut(bytes, at =>
        {
            if (at < next)
            {
                return false;
            }

            next = at + random.Next(longest) + 1;
            return true;
        });
#pragma warning restore CA5394
    }

    /// <summary>As many seeded random chunkings as wanted.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the first; each further one has the next. Default: 0.</param>
    /// <param name="longest">The most bytes in a chunk, at least 1. Default: 16.</param>
    /// <returns>The chunkings.</returns>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Randoms(ReadOnlyMemory<byte> bytes, int count, int seed = 0, int longest = 16) =>
        Enumerable.Range(seed, count).Select(s => Random(bytes, s, longest));

    private static List<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, Func<int, bool> isCut)
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
