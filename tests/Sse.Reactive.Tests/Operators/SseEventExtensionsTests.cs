using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sse.Reactive.Tests;

/// <summary>The operators over events.</summary>
public partial class SseEventExtensionsTests
{
    private static readonly SseEvent[] Events = [new("""{"Price":1}""", "tick", "1"), new("hello"), new("""{"Price":2}""", "tick", "2")];

    [Test]
    public void OfType_keeps_one_type() =>
        Assert.That(Seen(Events.ToObservable().OfType("tick")), Is.EqualTo(new[] { Events[0], Events[2] }));

    [Test]
    public void OfType_message_is_the_default_type() =>
        Assert.That(Seen(Events.ToObservable().OfType("message")), Is.EqualTo(new[] { Events[1] }));

    [Test]
    public void GroupByType_makes_a_group_for_each_type() =>
        Assert.That(Seen(Events.ToObservable().GroupByType().Select(g => g.Key)), Is.EqualTo(new[] { "tick", "message" }));

    [Test]
    public void Json_reads_the_data() =>
        Assert.That(
            Seen(Events.ToObservable().OfType("tick").Json(Context.Default.Tick)), Is.EqualTo(new[] { new Tick(1), new Tick(2) }));

    [Test]
    public void Json_that_is_bad_is_an_error_that_names_the_event()
    {
        var error = Assert.Throws<JsonException>(() => Seen(Events.ToObservable().Json(Context.Default.Tick)));

        Assert.That(error!.Message, Does.Contain("'message'").And.Contain("Tick"));
    }

    [Test]
    public void Json_null_is_an_error() =>
        Assert.Throws<JsonException>(() => Seen(Observable.Return(new SseEvent("null")).Json(Context.Default.Tick)));

    private static List<T> Seen<T>(IObservable<T> source) => source.ToEnumerable().ToList();

    internal sealed record Tick(decimal Price);

    [JsonSerializable(typeof(Tick))]
    internal sealed partial class Context : JsonSerializerContext;
}
