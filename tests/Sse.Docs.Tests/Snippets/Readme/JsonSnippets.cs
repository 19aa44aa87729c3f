using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of the README that reads JSON, compiled and run.</summary>
public class JsonSnippets : FeedSnippets
{
    [Test]
    public async Task JsonData()
    {
        var uri = Uri;

        #region Json
        IObservable<Ping> pings = SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping);
        #endregion

        Assert.That(await pings.Take(2).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), new Ping(2) }));
    }

    [Test]
    public async Task ZeroCopy()
    {
        var uri = Uri;

        #region ZeroCopy
        IObservable<Ping?> pings = SseObservable.Connect(uri, view =>
            view.Type == "ping" ? JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping) : null);
        #endregion

        Assert.That(await pings.Take(3).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), null, new Ping(2) }));
    }

    [Test]
    public async Task JsonMap()
    {
        var uri = Uri;

        #region JsonMap
        SseSelector<object> json = SseJson.Map<object>()
            .On("ping", MyContext.Default.Ping)
            .Otherwise(view => view.ToEvent()); // or .Selector(): then an unlisted type is an error

        IObservable<object> messages = SseObservable.Connect(uri, json);
        #endregion

        Assert.That(
            await messages.Take(2).ToList().ToTask().WaitAsync(Deadline),
            Is.EqualTo(new object[] { new Ping(1), new SseEvent("hello", LastEventId: "2") }));
    }
}
