using System.Reactive.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseJson"/>: JSON from the bytes of an event.</summary>
public partial class SseJsonTests : VirtualTimeTests
{
    private const string Ticks = "id: 1\nevent: tick\ndata: {\"Price\":\ndata: 1}\n\n";
    private const string Trades = "id: 2\nevent: trade\ndata: {\"Amount\":5}\n\n";
    private const string Plain = "id: 3\ndata: hello\n\n";

    [Test]
    public void Selector_deserializes_the_joined_data_lines() =>
        Assert.That(Seen(SseJson.Selector(MessageContext.Default.Tick), Ticks, Ticks), Is.EqualTo(new[] { new Tick(1), new Tick(1) }));

    [Test]
    public void A_map_deserializes_each_event_type_as_its_own_type() =>
        Assert.That(Seen(Map().Selector(), Ticks, Trades), Is.EqualTo(new Message[] { new Tick(1), new Trade(5) }));

    [Test]
    public void A_map_accepts_value_types() =>
        Assert.That(
            Seen(SseJson.Map<object>().On("message", MessageContext.Default.Int32).Selector(), "data: 7\n\n"),
            Is.EqualTo(new object[] { 7 }));

    [Test]
    public void An_event_type_missing_from_the_map_fails_and_names_the_type()
    {
        var error = Assert.Throws<JsonException>(() => Seen(Map().Selector(), Ticks, Plain));

        Assert.That(error!.Message, Does.Contain("'message'").And.Contain("'3'").And.Contain("On(\"message\"").And.Contain("Otherwise"));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Otherwise_handles_event_types_missing_from_the_map()
    {
        var selector = SseJson.Map<Message?>().On("tick", MessageContext.Default.Tick).Otherwise(_ => null);
        Server.Connection("(s|)", ('s', Wire(Ticks + Plain + Trades))).Then(204);

        var seen = SseObservable.Connect(Server.Transport, selector, Server.Options).Where(m => m is not null).ToList();

        Assert.That(Wait(seen), Is.EqualTo(new[] { new Tick(1) }));
    }

    [Test]
    public void A_map_is_immutable()
    {
        var ticks = SseJson.Map<Message>().On("tick", MessageContext.Default.Tick);

        Assert.That(ticks.On("trade", MessageContext.Default.Trade), Is.Not.SameAs(ticks));
        Assert.Throws<JsonException>(() => Seen(ticks.Selector(), Trades));
    }

    [Test]
    public void A_map_rejects_a_duplicate_type() =>
        Assert.That(() => Map().On("tick", MessageContext.Default.Trade), Throws.ArgumentException.With.Message.Contains("'tick'"));

    [Test]
    public void A_map_rejects_an_empty_type() =>
        Assert.That(() => Map().On("", MessageContext.Default.Trade), Throws.ArgumentException);

    [TestCase("{\"Price\":x}")]
    [TestCase("{\"Price\":1")]
    [TestCase("null")]
    [TestCase("")]
    public void Invalid_JSON_fails_with_the_name_of_the_event_and_without_a_reconnect(string data)
    {
        var error = Assert.Throws<JsonException>(() => Seen(Map().Selector(), $"id: 9\nevent: tick\ndata: {data}\n\n"));

        Assert.That(error!.Message, Does.Contain("'tick'").And.Contain("'9'").And.Contain("Tick"));
        Assert.That(error.InnerException, Is.InstanceOf<JsonException>());
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Bytes_that_are_not_UTF8_are_invalid_JSON() =>
        Assert.Throws<JsonException>(
            () => new Latin1Stream("data: {\"Text\":\"\u00ff\"}\n\n").Read(SseJson.Selector(MessageContext.Default.Note)));

    [Test]
    public void Strings_and_bytes_fail_with_the_same_message()
    {
        var fromBytes = Assert.Throws<JsonException>(() => Seen(SseJson.Selector(MessageContext.Default.Tick), "id: 4\ndata: [\n\n"));
        var fromText = Assert.Throws<JsonException>(
            () => Observable.Return(new SseEvent("[", LastEventId: "4")).Json(MessageContext.Default.Tick).Wait());

        Assert.That(fromBytes!.Message, Is.EqualTo(fromText!.Message));
    }

    [Test]
    public void A_selector_can_keep_the_last_event_ID()
    {
        var json = SseJson.Selector(MessageContext.Default.Tick);

        Assert.That(Seen(view => view.ToEvent(json), Ticks), Is.EqualTo(new[] { new SseEvent<Tick>(new(1), "tick", "1") }));
    }

    private static SseJsonMap<Message> Map() =>
        SseJson.Map<Message>().On("tick", MessageContext.Default.Tick).On("trade", MessageContext.Default.Trade);

    private IList<T> Seen<T>(SseSelector<T> selector, params string[] events)
    {
        Server.Connection("(s|)", ('s', Wire(string.Concat(events)))).Then(204);
        return Wait(SseObservable.Connect(Server.Transport, selector, Server.Options).ToList());
    }

    private IList<T> Wait<T>(IObservable<IList<T>> list)
    {
        var seen = Server.Run(list, until: TimeSpan.FromSeconds(10));
        return seen.Error is null ? seen.Values.Single() : throw seen.Error;
    }

    /// <summary>A stream in Latin-1, so that a test can write bytes that are not UTF-8.</summary>
    private sealed record Latin1Stream(string Text)
    {
        public T Read<T>(SseSelector<T> selector)
        {
            ReadOnlySpan<byte> chunk = Encoding.Latin1.GetBytes(Text);
            Assert.That(new SseDecoder().TryReadEvent(ref chunk, out var view));
            return selector(view);
        }
    }

    internal abstract record Message;

    internal sealed record Tick(decimal Price) : Message;

    internal sealed record Trade(int Amount) : Message;

    internal sealed record Note(string Text);

    [JsonSerializable(typeof(Tick))]
    [JsonSerializable(typeof(Trade))]
    [JsonSerializable(typeof(Note))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class MessageContext : JsonSerializerContext;
}
