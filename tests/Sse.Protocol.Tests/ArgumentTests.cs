using System.Buffers;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Protocol.Tests;

/// <summary>Arguments that are null are rejected by name, when the method is called: not later, when a result is enumerated.</summary>
public class ArgumentTests
{
    private static readonly SseEncoder Encoder = new();
    private static readonly ArrayBufferWriter<byte> Output = new();
    private static readonly IObservable<ReadOnlyMemory<byte>> Chunks = Observable.Empty<ReadOnlyMemory<byte>>();

    private static IEnumerable<TestCaseData> Calls =>
    [
        Call("output", () => Encoder.Write(new SseEvent("x"), null!)),
        Call("type", () => Encoder.Write("x"u8, null!, "", Output)),
        Call("lastEventId", () => Encoder.Write("x"u8, "", null!, Output)),
        Call("output", () => Encoder.Write("x"u8, "", "", null!)),
        Call("frame", () => Encoder.Write((SseFrame)null!, Output)),
        Call("output", () => Encoder.Write(new SseFrame.Comment("x"), null!)),
        Call("events", () => ((IObservable<SseEvent>)null!).FormatSse()),
        Call("frames", () => ((IObservable<SseFrame>)null!).FormatSse()),
        Call("chunks", () => ((IObservable<ReadOnlyMemory<byte>>)null!).ParseSse()),
        Call("selector", () => Chunks.ParseSse<string>(null!)),
        Call("chunks", () => ((IObservable<ReadOnlyMemory<byte>>)null!).ParseSseFrames()),
        Call("observer", () => Chunks.ParseSse().Subscribe(null!)),
        Call("stream", () => ((Stream)null!).ReadSseAsync()),
        Call("selector", () => Stream.Null.ReadSseAsync<string>(null!)),
        Call("content", () => ((HttpContent)null!).ReadSseAsync()),
        Call("selector", () => new StreamContent(Stream.Null).ReadSseAsync<string>(null!)),
        Call("stream", () => _ = ((Stream)null!).WriteSseAsync(Stream.Null.ReadSseAsync())),
        Call("events", () => _ = Stream.Null.WriteSseAsync((IAsyncEnumerable<SseEvent>)null!)),
        Call("stream", () => _ = ((Stream)null!).WriteSseAsync(NoFrames())),
        Call("frames", () => _ = Stream.Null.WriteSseAsync((IAsyncEnumerable<SseFrame>)null!)),
        Call("selector", () => default(SseEventView).ToEvent<string>(null!)),
        Call("LastEventId", () => _ = new SseParseOptions { LastEventId = null! }),
    ];

    [TestCaseSource(nameof(Calls))]
    public void Null_is_rejected_by_name(string parameter, Action call) =>
        Assert.That(() => call(), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo(parameter));

    [Test]
    public void Null_as_the_last_event_id_says_what_to_use_instead() =>
        Assert.That(
            () => new SseParseOptions { LastEventId = null! },
            Throws.ArgumentNullException.With.Message.StartsWith("Use the empty string for no last event ID."));

    [TestCase(1)]
    [TestCase(1_000_000_000)]
    public void The_lowest_and_the_highest_limit_are_valid(int limit) =>
        Assert.That(new SseParseOptions { MaxEventBytes = limit }.MaxEventBytes, Is.EqualTo(limit));

    private static async IAsyncEnumerable<SseFrame> NoFrames()
    {
        await Task.CompletedTask;
        yield break;
    }

    private static TestCaseData Call(string parameter, Action call, [CallerArgumentExpression(nameof(call))] string text = "") =>
        new TestCaseData(parameter, call).SetArgDisplayNames(parameter, text);
}
