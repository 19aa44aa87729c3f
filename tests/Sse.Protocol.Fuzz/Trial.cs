using Sse.Protocol.Tests;

namespace Sse.Protocol.Fuzz;

/// <summary>A generated stream that both decoders read. Fully determined by its seed.</summary>
internal sealed class Trial(int seed)
{
    public int Seed => seed;

    public byte[] Stream { get; } = new StreamGenerator(new(seed)).Next().Bytes;

    /// <summary>The difference between the decoders, or <see langword="null"/> if they agree.</summary>
    public string? Difference()
    {
        var expected = ReferenceDecoder.Decode(Stream);
        var events = expected.OfType<SseFrame.Event>().Select(frame => frame.Value).ToList();
        return Compare(expected, () => Feeding.Frames(Chunking.AnySize(Stream, seed)))
            ?? Compare(events, () => Feeding.Events(Chunking.AnySize(Stream, ~seed)));
    }

    private string? Compare<T>(IReadOnlyList<T> expected, Func<List<T>> decode)
    {
        try
        {
            var actual = decode();
            return actual.SequenceEqual(expected) ? null : Report(expected, string.Join("\n  ", actual));
        }
#pragma warning disable CA1031 // Any exception of the decoder is a difference to report.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Report(expected, error.ToString());
        }
    }

    private string Report<T>(IReadOnlyList<T> expected, string actual) =>
        $"input (base64)\n  {Convert.ToBase64String(Stream)}\nexpected\n  {string.Join("\n  ", expected)}\nactual\n  {actual}";
}
