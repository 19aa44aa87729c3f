using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sse.Protocol.Tests;

/// <summary>Generators of the values that the laws are tested with.</summary>
public static class Arbitraries
{
    private static string[] TextPieces { get; } =
        ["a", "bc", " ", ":", "\t", "\n", "\r", "\r\n", "\n\n", "é", "😀", "\uFEFF", "\uFFFD", "\uD83D", "\uDE00", "data: x", "\u2028"];

    private static string[] UnsendablePieces { get; } = ["\n", "\r", "\r\n", "\n\n", "\0"];

    public static Arbitrary<StreamSample> Streams() =>
        Arb.From(Seeds.Select(seed => new StreamGenerator(new(seed)).Next()), stream => stream.Smaller());

    public static Arbitrary<SendableEvent> Events() => SendableEvents.ToArbitrary();

    public static Arbitrary<SendableFrame> Frames() => Gen.OneOf(
        SendableEvents.Select(e => (SseFrame)new SseFrame.Event(e.Value)),
        Text(TextPieces).Select(text => (SseFrame)new SseFrame.Comment(text)),
        Times.Select(time => (SseFrame)new SseFrame.Retry(time)),
        Ids.Select(id => (SseFrame)new SseFrame.Id(id))).Select(frame => new SendableFrame(frame)).ToArbitrary();

    public static Arbitrary<ByteLimit> Limits() => Gen.Choose(1, 40).Select(bytes => new ByteLimit(bytes)).ToArbitrary();

    private static Gen<int> Seeds => Gen.Choose(0, int.MaxValue - 1);

    private static Gen<SendableEvent> SendableEvents =>
        from data in Text([.. TextPieces, "\0"])
        from type in Gen.OneOf(Gen.Constant(SseEvent.DefaultType), Text([.. TextPieces.Except(UnsendablePieces)]))
        from id in Ids
        select new SendableEvent(new(data, type, id));

    /// <summary>Few different IDs, so that one often follows itself.</summary>
    private static Gen<string> Ids =>
        Gen.OneOf(Gen.Elements("", "1", "2", " 2", "\uFFFD", "\uD83D"), Text([.. TextPieces.Except(UnsendablePieces)]));

    private static Gen<TimeSpan> Times => Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(ticks => new TimeSpan(ticks)),
        Gen.Choose(0, int.MaxValue).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)),
        Gen.Choose(0, 100_000).Select(ticks => TimeSpan.MaxValue - new TimeSpan(ticks)));

    private static Gen<string> Text(string[] pieces) =>
        Gen.Elements(pieces).ListOf().Select(list => string.Concat(list));
}

/// <summary>An event that the encoder accepts.</summary>
public sealed record SendableEvent(SseEvent Value);

/// <summary>A frame that the encoder accepts.</summary>
public sealed record SendableFrame(SseFrame Value);

/// <summary>A limit so low that many streams exceed it.</summary>
public sealed record ByteLimit(int Bytes);
