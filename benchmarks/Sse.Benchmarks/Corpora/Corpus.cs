using System.Text;
using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>A stream to measure with, and its events.</summary>
public sealed class Corpus
{
    /// <summary>The approximate size of a corpus, in bytes. It fits the cache of one core, as bytes just received do.</summary>
    public const int Size = 512 * 1024;

    private const int Page = 4096;
    private const int Alignment = 8;

    private readonly byte[] _room;

    private Corpus(string name, byte[] bytes)
    {
        Name = name;
        _room = [.. bytes, .. new byte[Page]];
        Bytes = _room.AsMemory(0, bytes.Length);
        Places = Locate(bytes);
        LongestEvent = Places.Zip(Places.Skip(1), (one, next) => next.End - one.End).Append(Places[0].End).Max();
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Where each event is.</summary>
    public EventPlace[] Places { get; }

    public int Events => Places.Length;

    /// <summary>The length of the longest event, in bytes.</summary>
    public int LongestEvent { get; }

    /// <summary>The chunk sizes to measure: one TCP segment, the read buffer of <c>ReadSseAsync</c>, a large read.</summary>
    public static IReadOnlyList<int> ChunkSizes { get; } = [1400, 16 * 1024, 64 * 1024];

    public static IReadOnlyList<string> Names { get; } = [.. Generators.All.Keys, .. Captures.Names];

    public static Corpus Load(string name) =>
        new(name, Generators.All.TryGetValue(name, out var generate) ? generate() : Captures.Read(name));

    public static Corpus Of(string name, byte[] bytes) => new(name, bytes);

    public Corpus Twice() => new(Name, [.. Bytes.Span, .. Bytes.Span]);

    /// <summary>
    /// Moves the corpus to a random offset within its page, because a fixed one would favor a subject at random: on the machine measured, a
    /// copy is 25 times slower if its target is eight bytes after its source, counted within a page.
    /// </summary>
    public void Move(Random random)
    {
        var bytes = _room.AsMemory(random.Next(Page / Alignment) * Alignment, Bytes.Length);
        Bytes.CopyTo(bytes);
        Bytes = bytes;
    }

    public override string ToString() => Name;

    private static EventPlace[] Locate(byte[] bytes)
    {
        var places = new List<EventPlace>();
        var decoder = new SseDecoder(new SseParseOptions { MaxEventBytes = 1_000_000_000 });
        ReadOnlySpan<byte> rest = bytes;
        var start = 0;
        var lastId = "";
        while (decoder.TryReadEvent(ref rest, out var view))
        {
            var id = Encoding.UTF8.GetBytes(view.LastEventId == lastId ? "" : view.LastEventId);
            lastId = view.LastEventId;
            var end = bytes.Length - rest.Length;
            var block = bytes.AsSpan(start..end);
            var (dataAt, idAt) = (Math.Max(0, block.IndexOf(view.Utf8Data)), Math.Max(0, block.IndexOf(id)));
            places.Add(new(end, start + dataAt, view.Utf8Data.Length, start + idAt, id.Length));
            start = end;
        }

        return [.. places];
    }
}
