namespace Sse.Protocol.Tests;

/// <summary>Ways to cut a stream into chunks.</summary>
internal static class Chunking
{
    public static IEnumerable<ReadOnlyMemory<byte>> Whole(byte[] stream) => [stream];

    public static IEnumerable<ReadOnlyMemory<byte>> ByteByByte(byte[] stream) =>
        Enumerable.Range(0, stream.Length).Select(i => new ReadOnlyMemory<byte>(stream, i, 1));

    /// <summary>Random chunks of 0 to <paramref name="longest"/> bytes.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Random(byte[] stream, int seed, int longest = 16)
    {
        var random = new Random(seed);
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(random.Next(longest + 1), stream.Length - at);
            yield return new(stream, at, length);
            at += length;
        }
    }

    /// <summary>
    /// Random chunks whose largest size depends on the seed: 1 to 128 bytes or, for one seed in four, 256 bytes to 32 KiB.
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<byte>> AnySize(byte[] stream, int seed)
    {
        var power = seed & 31;
        return Random(stream, seed, longest: 1 << (power < 16 ? power : power & 7));
    }

    /// <summary>The stream whole, byte by byte, and in random chunks of fixed seeds.</summary>
    public static IEnumerable<(string Name, IEnumerable<ReadOnlyMemory<byte>> Chunks)> All(byte[] stream, int seeds = 20) =>
        Enumerable.Range(0, seeds).Select(seed => ($"random {seed}", Random(stream, seed)))
            .Prepend(("byte by byte", ByteByByte(stream)))
            .Prepend(("whole", Whole(stream)));
}
