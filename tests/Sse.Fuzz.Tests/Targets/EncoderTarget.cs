using System.Buffers;
using System.Text;
using Sse.Protocol.Tests;

namespace Sse.Fuzz.Tests;

/// <summary>
/// Frames of any text are read back as they were sent, but for what the format cannot say (<see cref="RoundTrip"/>), or refused with the
/// documented exception and without a byte. Input: frames, each with its kind.
/// </summary>
internal static class EncoderTarget
{
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        var input = new Input(bytes);
        var seed = input.Byte();
        var encoder = new SseEncoder();
        var output = new ArrayBufferWriter<byte>();
        var sent = new List<SseFrame>();
        while (!input.IsEmpty)
        {
            var written = output.WrittenCount;
            var (frame, write) = Next(ref input, encoder);
            try
            {
                write(output);
                sent.Add(frame);
                Law.Holds(CanBeSent(frame), "what no stream can carry is refused");
            }
            catch (ArgumentException) when (!CanBeSent(frame))
            {
                Law.Same(written, output.WrittenCount, "nothing is written of what is refused");
            }
        }

        Law.SameSequence(
            RoundTrip.Expected(sent), Feeding.Frames(Chunking.AnySize(output.WrittenSpan.ToArray(), seed)), "frames read back");
    }

    private static (SseFrame Frame, Action<IBufferWriter<byte>> Write) Next(ref Input input, SseEncoder encoder)
    {
        switch (input.Byte() % 5)
        {
            case 0:
                var utf8 = input.Bytes().ToArray();
                var (type, id) = (input.Text(), input.Text());
                var value = new SseEvent(Encoding.UTF8.GetString(utf8), type, id);
                return (new SseFrame.Event(value), output => encoder.Write(utf8, type, id, output));
            case 1:
                return Whole(new SseFrame.Comment(input.Text()), encoder);
            case 2:
                return Whole(new SseFrame.Retry(new(input.Number())), encoder);
            case 3:
                return Whole(new SseFrame.Id(input.Text()), encoder);
            default:
                return Whole(new SseFrame.Event(new(input.Text(), input.Text(), input.Text())), encoder);
        }
    }

    private static (SseFrame Frame, Action<IBufferWriter<byte>> Write) Whole(SseFrame frame, SseEncoder encoder) =>
        (frame, output => encoder.Write(frame, output));

    private static bool CanBeSent(SseFrame frame) => frame switch
    {
        SseFrame.Event { Value: var e } => e.Type.IndexOfAny(['\r', '\n', '\0']) < 0 && e.LastEventId.IndexOfAny(['\r', '\n', '\0']) < 0,
        SseFrame.Id id => id.LastEventId.IndexOfAny(['\r', '\n', '\0']) < 0,
        SseFrame.Retry retry => retry.ReconnectionTime >= TimeSpan.Zero,
        _ => true,
    };
}
