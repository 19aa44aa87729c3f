using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>A stream to measure with, and what is in it.</summary>
public sealed class Corpus
{
    /// <summary>About how many bytes a corpus has: what fits a core's own cache, where bytes are that it has just received.</summary>
    public const int Size = 512 * 1024;

    private Corpus(string name, byte[] bytes)
    {
        Name = name;
        Bytes = bytes;
        Data = ReadData(bytes);
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    /// <summary>The data of each event, one array each.</summary>
    public IReadOnlyList<byte[]> Data { get; }

    public int Events => Data.Count;

    /// <summary>The chunk sizes that are measured: one TCP segment, our read buffer, a large read.</summary>
    public static IReadOnlyList<int> ChunkSizes { get; } = [1400, 16 * 1024, 64 * 1024];

    public static IReadOnlyList<string> Names { get; } = [.. Generators.All.Keys, .. Captures.Names];

    public static Corpus Load(string name) =>
        new(name, Generators.All.TryGetValue(name, out var generate) ? generate() : Captures.Read(name));

    public static Corpus Of(string name, byte[] bytes) => new(name, bytes);

    public Corpus Twice() => new(Name, [.. Bytes, .. Bytes]);

    public override string ToString() => Name;

    private static List<byte[]> ReadData(byte[] bytes)
    {
        var data = new List<byte[]>();
        var decoder = new SseDecoder(new SseParseOptions { MaxEventBytes = 1_000_000_000 });
        ReadOnlySpan<byte> rest = bytes;
        while (decoder.TryReadEvent(ref rest, out var view))
        {
            data.Add(view.Utf8Data.ToArray());
        }

        return data;
    }
}
