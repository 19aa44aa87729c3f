using System.Net.NetworkInformation;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Testing;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/options.md, compiled and run.</summary>
public class OptionsSnippets
{
    [Test]
    public void Restart()
    {
        var uri = new Uri("https://example.com/events");

        #region Restart
        var renewed = new Subject<Unit>(); // renewed.OnNext(Unit.Default) when there is a new token
        var moved = Observable.FromEventPattern<NetworkAddressChangedEventHandler, EventArgs>(
            handler => NetworkChange.NetworkAddressChanged += handler,
            handler => NetworkChange.NetworkAddressChanged -= handler);

        var options = new SseOptions
        {
            Restart = renewed.Merge(moved.Select(_ => Unit.Default)).Throttle(TimeSpan.FromSeconds(1)),
        };
        var events = SseObservable.Connect(uri, options);
        #endregion

        Assert.That(events, Is.Not.Null);
        var server = new SseScript(new System.Reactive.Concurrency.HistoricalScheduler()).Connection("a").Connection("b");
        var restart = Observable.Timer(TimeSpan.FromSeconds(1), server.Scheduler).Select(_ => Unit.Default);
        var seen = server.Run(
            transport => SseObservable.Connect(transport, server.Options with { Restart = restart }), TimeSpan.FromSeconds(5));
        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
    }
}
