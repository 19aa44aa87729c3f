using System.Globalization;
using System.Text;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A response body that is encoded in advance and sent repeatedly, so that the server only sends.</summary>
internal sealed class Payload
{
    private const int BlockBytes = 16 * 1024;
    private const int BytesInBlocks = 32 * 1024 * 1024;
    private const int EventsAlone = 25_000;
    private const int StreamsOfEvents = 8;

    private readonly byte[] _framed;
    private readonly List<int> _ends;

    private Payload(string path, byte[] framed, List<int> ends, int streams, int sends, int events)
    {
        Path = path;
        _framed = framed;
        _ends = ends;
        Streams = streams;
        Sends = sends;
        Events = events;
    }

    /// <summary>The path to request.</summary>
    public string Path { get; }

    /// <summary>
    /// How many clients read it concurrently. Single events to a single client would depend on timing: a client that is slightly ahead of
    /// the server waits for each event, one that is slightly behind reads many at once.
    /// </summary>
    public int Streams { get; }

    public int Sends { get; }

    /// <summary>How many events each client reads.</summary>
    public int Events { get; }

    public static Payload Of(Corpus corpus, SendMode sending, Framing framing)
    {
        var bytes = corpus.Bytes.ToArray();
        var cuts = sending == SendMode.Blocks ? BlockEnds(bytes) : EventEnds.In(bytes);
        var (framed, ends) = Frame(bytes, cuts, framing);
        var path = $"/{corpus.Name}/{sending}/{framing}";
        if (sending == SendMode.Once)
        {
            return new(path, framed, ends, streams: 1, ends.Count, ends.Count);
        }

        if (sending == SendMode.Events)
        {
            return new(path, framed, ends, StreamsOfEvents, EventsAlone, EventsAlone);
        }

        var passes = Math.Max(1, BytesInBlocks / bytes.Length);
        return new(path, framed, ends, streams: 1, passes * ends.Count, passes * corpus.Events);
    }

    public ReadOnlySpan<byte> Send(int number)
    {
        var i = number % _ends.Count;
        return _framed.AsSpan((i == 0 ? 0 : _ends[i - 1]).._ends[i]);
    }

    private static List<int> BlockEnds(byte[] bytes) =>
        [.. Enumerable.Range(1, (bytes.Length + BlockBytes - 1) / BlockBytes).Select(i => Math.Min(i * BlockBytes, bytes.Length))];

    private static (byte[] Framed, List<int> Ends) Frame(byte[] bytes, List<int> cuts, Framing framing)
    {
        if (framing == Framing.Close)
        {
            return (bytes, cuts);
        }

        using var framed = new MemoryStream();
        var ends = new List<int>(cuts.Count);
        var start = 0;
        foreach (var cut in cuts)
        {
            framed.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cut - start:X}\r\n")));
            framed.Write(bytes.AsSpan(start..cut));
            framed.Write("\r\n"u8);
            ends.Add((int)framed.Length);
            start = cut;
        }

        return (framed.ToArray(), ends);
    }
}
