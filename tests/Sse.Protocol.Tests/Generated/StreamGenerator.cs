using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>Generates streams of valid and invalid lines of all kinds, from a seeded random source.</summary>
internal sealed class StreamGenerator(Random random)
{
    private const int MostLines = 14;
    private const int MostRepetitions = 1200; // more than the decoder's smallest array, and more than it decodes on the stack
    private const int HugeOneIn = 500;        // few, so that most of a run's time is spent on many small streams
    private const int MostHugeBytes = 400_000;

    private static byte[][] Names { get; } =
        Utf8("data", "data", "data", "data", "event", "event", "id", "id", "id", "retry", "retry", "", "");

    private static byte[][] UnknownNames { get; } = Utf8(
        "Data", "dat", "datax", "data ", " data", "ID", "i", "idx", "Event", "events", "retr", "retry\0", "\uFEFFdata", "\uFEFFid", "é");

    /// <summary>Few, so that they repeat; some shorter and some longer than the decoder caches.</summary>
    private static byte[][] Types { get; } = Utf8("a", "b", "message", "", new('t', 127), new('t', 128), new('u', 129), new('v', 129));

    private static byte[][] Separators { get; } = Utf8(":", ": ", ": ", ":  ", " :", "");

    private static byte[][] Pieces { get; } =
    [
        .. Utf8("a", "bc", " ", ":", "\t", "7", "42", "300", "\0", "é", "…", "😀", "\uFEFF", "\u2028", "data: x"),
        [0xFF], [0xFE], [0x80], [0xC0, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xEF, 0xBB], [0xEF],
    ];

    private static byte[][] Starts { get; } = [.. Utf8("\uFEFF", "\uFEFF", "\uFEFF\uFEFF"), [0xEF, 0xBB], [0xEF]];

    private static string[] Ends { get; } = ["\n", "\r\n", "\r"];

    public StreamSample Next()
    {
        var texts = new List<byte[]>();
        for (var count = random.Next(MostLines + 1); count > 0; count--)
        {
            texts.Add(Line());
        }

        if (Chance(HugeOneIn))
        {
            texts.InsertRange(random.Next(texts.Count + 1), Huge());
        }

        var style = Chance(3) ? Pick(Ends) : null;
        var lines = texts.Select(text => new SampleLine(text, style ?? Pick(Ends))).ToArray();

        if (lines.Length > 0 && Chance(3))
        {
            lines[0] = lines[0] with { Text = [.. Pick(Starts), .. lines[0].Text] };
        }

        if (lines.Length > 0 && Chance(4))
        {
            lines[^1] = lines[^1] with { End = "" };
        }

        return new(lines);
    }

    public string NextEnd() => Pick(Ends);

    private static byte[][] Utf8(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private byte[] Line()
    {
        if (Chance(3))
        {
            return [];
        }

        var name = Chance(6) ? Pick(UnknownNames) : Pick(Names);
        return [.. name, .. Pick(Separators), .. name is [(byte)'e', (byte)'v', ..] && !Chance(3) ? Pick(Types) : Value()];
    }

    /// <summary>A huge field, and an event after it.</summary>
    private byte[][] Huge()
    {
        var field = new List<byte>([.. Pick(Names), .. ": "u8]);
        for (var length = random.Next(MostHugeBytes); field.Count < length;)
        {
            field.AddRange(Pick(Pieces));
        }

        return [[.. field], [], [.. "data: "u8, .. Value()], []];
    }

    private byte[] Value()
    {
        if (Chance(12))
        {
            return [.. Enumerable.Repeat(Pick(Pieces), random.Next(Chance(4) ? MostRepetitions : 20)).SelectMany(piece => piece)];
        }

        // Random values are rarely digits only, and only those set a retry.
        if (Chance(4))
        {
            return Encoding.ASCII.GetBytes(random.NextInt64(Chance(8) ? long.MaxValue : 100_000).ToString("D2", null));
        }

        var value = new List<byte>();
        for (var pieces = random.Next(4); pieces > 0; pieces--)
        {
            value.AddRange(Pick(Pieces));
        }

        return [.. value];
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}
