using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sse.Reactive.Tests;

/// <summary>Operators for events, pushed and pulled.</summary>
public partial class SseEventExtensionsTests
{
    private static readonly SseEvent[] Events = [new("""{"Price":1}""", "tick", "1"), new("hello"), new("""{"Price":2}""", "tick", "2")];

    [Test]
    public void OfType_selects_one_type() =>
        Assert.That(Seen(Events.ToObservable().OfType("tick")), Is.EqualTo(new[] { Events[0], Events[2] }));

    [Test]
    public void OfType_message_selects_events_without_a_type() =>
        Assert.That(Seen(Events.ToObservable().OfType("message")), Is.EqualTo(new[] { Events[1] }));

    [Test]
    public void GroupByType_creates_a_group_for_each_type() =>
        Assert.That(Seen(Events.ToObservable().GroupByType().Select(g => g.Key)), Is.EqualTo(new[] { "tick", "message" }));

    [Test]
    public void Json_deserializes_the_data() =>
        Assert.That(
            Seen(Events.ToObservable().OfType("tick").Json(Context.Default.Tick)), Is.EqualTo(new[] { new Tick(1), new Tick(2) }));

    [Test]
    public void Json_fails_with_the_name_of_the_event()
    {
        var error = Assert.Throws<JsonException>(() => Seen(Events.ToObservable().Json(Context.Default.Tick)));

        Assert.That(error!.Message, Does.Contain("'message'").And.Contain("Tick"));
    }

    [Test]
    public void Json_fails_on_null() =>
        Assert.Throws<JsonException>(() => Seen(Observable.Return(new SseEvent("null")).Json(Context.Default.Tick)));

    [Test]
    public async Task OfType_selects_one_type_of_pulled_events() =>
        Assert.That(await Events.ToAsyncEnumerable().OfType("tick").ToListAsync(), Is.EqualTo(new[] { Events[0], Events[2] }));

    [Test]
    public async Task Json_deserializes_the_data_of_pulled_events() => Assert.That(
        await Events.ToAsyncEnumerable().OfType("tick").Json(Context.Default.Tick).ToListAsync(),
        Is.EqualTo(new[] { new Tick(1), new Tick(2) }));

    [Test]
    public async Task Json_of_pulled_events_fails_with_the_same_message()
    {
        var pushed = Assert.Throws<JsonException>(() => Seen(Events.ToObservable().Json(Context.Default.Tick)));
        var pulled = await Assert.ThrowsAsync<JsonException>(
            () => Events.ToAsyncEnumerable().Json(Context.Default.Tick).ToListAsync().AsTask());

        Assert.That(pulled!.Message, Is.EqualTo(pushed!.Message));
    }

    private static List<T> Seen<T>(IObservable<T> source) => source.ToEnumerable().ToList();

    internal sealed record Tick(decimal Price);

    [JsonSerializable(typeof(Tick))]
    internal sealed partial class Context : JsonSerializerContext;
}
