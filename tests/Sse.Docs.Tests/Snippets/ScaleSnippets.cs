using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.AspNetCore.Testing;
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
    public async Task A_client_resumes_on_another_node_of_a_store()
    {
        await using var store = new SseMemoryStore();
        await using var one = BuildShared(store);
        await using var other = BuildShared(store);
        await one.StartAsync();
        await other.StartAsync();
        var topics = one.Services.GetRequiredService<ISseTopics>();
        var json = "a";

        #region ScalePublish
        string id = await topics["orders"].PublishAsync(new SseEvent(json, "order"));
        #endregion

        await topics["orders"].PublishAsync(new SseEvent("b", "order"));
        var health = await one.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(health.Entries["sse-topics"].Description, Is.EqualTo("Memory answers."));
        var rest = await Connect(other, "/orders", id).FirstAsync().ToTask().WaitAsync(Deadline);
        Assert.That(rest with { LastEventId = "" }, Is.EqualTo(new SseEvent("b", "order")));
    }

    [Test]
    public async Task A_sequence_is_published_to_a_topic()
    {
        await using var store = new SseMemoryStore();
        await using var topics = new SseSharedTopics(store);
        var (prices, stopping) = (Observable.Range(1, 5).Select(i => (Json: $"{i}", i)), CancellationToken.None);

        #region ScalePublishTo
        await prices.Select(price => new SseEvent(price.Json, "price")).PublishToAsync(topics["prices"], cancellationToken: stopping);
        #endregion

        var page = await store.ReadAsync("prices", "", new(10), default);
        Assert.That(page.Events.Select(e => e.Value.Data), Is.EqualTo(new[] { "1", "2", "3", "4", "5" }));
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

    private static WebApplication BuildShared(SseMemoryStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        #region ScaleHealth
        builder.Services.AddHealthChecks().AddSseTopics();
        #endregion

        #region ScaleStore
        builder.Services.AddSseTopics().UseStore(_ => store); // without UseStore: in memory, for development and for a single process
        var app = builder.Build();

        var topics = app.Services.GetRequiredService<ISseTopics>();
        app.MapSse("/orders", topics["orders"]); // or subscriber => topics["orders"].After(subscriber.LastEventId)
        #endregion

        return app;
    }

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
}
