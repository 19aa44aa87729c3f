using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>A stream to measure with, and what is in it.</summary>
public sealed class Corpus
{
    /// <summary>About how many bytes a corpus has: what fits a core's own cache, where bytes are that it has just received.</summary>
    public const int Size = 512 * 1024;

    private const int Page = 4096;
    private const int Alignment = 8;

    private readonly byte[] _room;

    private Corpus(string name, byte[] bytes)
    {
        Name = name;
        _room = [.. bytes, .. new byte[Page]];
        Bytes = _room.AsMemory(0, bytes.Length);
        Data = ReadData(bytes);
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The data of each event, one array each.</summary>
    public IReadOnlyList<byte[]> Data { get; }

    public int Events => Data.Count;

    /// <summary>The chunk sizes that are measured: one TCP segment, our read buffer, a large read.</summary>
    public static IReadOnlyList<int> ChunkSizes { get; } = [1400, 16 * 1024, 64 * 1024];

    public static IReadOnlyList<string> Names { get; } = [.. Generators.All.Keys, .. Captures.Names];

    public static Corpus Load(string name) =>
        new(name, Generators.All.TryGetValue(name, out var generate) ? generate() : Captures.Read(name));

    public static Corpus Of(string name, byte[] bytes) => new(name, bytes);

    public Corpus Twice() => new(Name, [.. Bytes.Span, .. Bytes.Span]);

    /// <summary>
    /// Moves it to another place within its page. One place would be a lottery: where a buffer lies eight bytes behind the bytes that are
    /// copied into it, counted within a page, the processor here takes 25 times as long for it, for whoever's buffer that happens to be.
    /// </summary>
    public void Move(Random random)
    {
        var place = _room.AsMemory(random.Next(Page / Alignment) * Alignment, Bytes.Length);
        Bytes.CopyTo(place);
        Bytes = place;
    }

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
