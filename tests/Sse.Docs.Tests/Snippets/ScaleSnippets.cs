using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/scale.md: two servers, and a client that moves from one to the other.</summary>
public class ScaleSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task A_client_resumes_on_another_server_where_events_keep_their_ids()
    {
        using var orders = new Subject<(long Position, string Json)>();
        await using var one = Build();
        await using var other = Build();
        using var first = Publish(one, orders);
        using var second = Publish(other, orders);
        await one.StartAsync();
        await other.StartAsync();

        var seen = Connect(one, "/orders", "").Take(2).ToList().ToTask();
        using var deadline = new CancellationTokenSource(Deadline);
        while (!first.Topic.HasSubscribers)
        {
            await Task.Delay(1, deadline.Token);
        }

        orders.OnNext((7, "a"));
        orders.OnNext((8, "b"));
        orders.OnNext((9, "c"));
        Assert.That((await seen.WaitAsync(Deadline)).Select(e => e.LastEventId), Is.EqualTo(new[] { "7", "8" }));

        var rest = await Connect(other, "/orders", "8").FirstAsync().ToTask().WaitAsync(Deadline);
        Assert.That(rest, Is.EqualTo(new SseEvent("c", "order", "9")));
    }

    [Test]
    public async Task A_store_replaces_the_topic()
    {
        await using var app = Build();
        var orders = new Orders();

        #region ScaleStore
        // IAsyncEnumerable<SseEvent> After(string lastEventId, CancellationToken cancellationToken)
        app.MapSse("/orders", subscriber => orders.After(subscriber.LastEventId, subscriber.HttpContext.RequestAborted));
        #endregion

        await app.StartAsync();

        var seen = await Connect(app, "/orders", "1").Take(2).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(new[] { "b", "c" }));
    }

    private static Published Publish(WebApplication app, IObservable<(long Position, string Json)> orders)
    {
        #region ScaleSameIds
        // In every process, from a source that all of them receive:
        var topic = new SseTopic("orders");
        app.MapSse("/orders", topic);

        var publishing = orders
            .Select(order => new SseEvent(order.Json, "order", LastEventId: $"{order.Position}"))
            .Subscribe(topic);
        #endregion

        return new(topic, publishing);
    }

    private static IObservable<SseEvent> Connect(WebApplication app, string path, string lastEventId) =>
        SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), path), new() { LastEventId = lastEventId });

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private sealed record Published(SseTopic Topic, IDisposable Publishing) : IDisposable
    {
        public void Dispose() => Publishing.Dispose();
    }

    /// <summary>Stands for a store: delivers what is stored, then nothing until the client leaves.</summary>
    private sealed class Orders
    {
        private readonly string[] _stored = ["a", "b", "c"];

        public async IAsyncEnumerable<SseEvent> After(string lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var i in Enumerable.Range(0, _stored.Length).Skip(int.Parse(lastEventId, null)))
            {
                yield return new(_stored[i], LastEventId: $"{i + 1}");
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
