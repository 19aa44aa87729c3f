using System.Collections.Concurrent;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Output and response caching: nothing of a stream is kept, and no request waits for another's stream.</summary>
public sealed class CachingTests : NeighborFixture
{
    private readonly RecordingStore _store = new();
    private int _asked;

    [TestCase("group/mapped")]
    [TestCase("explicit")]
    [TestCase("untyped")]
    public async Task No_request_waits_for_anothers_stream(string path)
    {
        await using var server = await StartAsync([new("output caching", Build, app =>
        {
            app.UseOutputCache();
            app.MapGroup("/group").CacheOutput().MapSse("/mapped", _ => Feed, Silent);
            app.MapSse("/explicit", _ => Feed, Silent).CacheOutput(p => p.Expire(TimeSpan.FromHours(1)));
            app.MapGet("/untyped", IResult (SseSubscriber _) => SseResults.Stream(Feed, Silent));
        })]);
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = server.Uri };

        await AssertStreamsAsync(http, path);

        Assert.That(_store.Keys, Is.Empty);
    }

    [TestCase("mapped-once")]
    [TestCase("result-once")]
    [TestCase("untyped-once")]
    [TestCase("explicit-once")]
    [TestCase("gone")]
    public async Task Nothing_is_kept(string path)
    {
        await using var server = await StartAsync([new("caching", Build, app =>
        {
            app.UseOutputCache();
            app.UseResponseCaching();
            app.MapSse("/mapped-once", _ => Once());
            app.MapSse("/gone", _ => Asked<IObservable<SseEvent>?>(null));
            app.MapGet("/result-once", () => SseResults.Stream(Once()));
            app.MapGet("/untyped-once", IResult () => SseResults.Stream(Once()));
            app.MapGet("/explicit-once", IResult () => SseResults.Stream(Once())).CacheOutput(p => p.Expire(TimeSpan.FromHours(1)));
            app.MapGet("/other", () => "kept");
        })]);
        await ReadAsync(server, "other");
        Assert.That(_store.Keys, Has.Count.EqualTo(1), "caching is active");

        await ReadAsync(server, path);
        await ReadAsync(server, path);

        Assert.That(_asked, Is.EqualTo(2));
        Assert.That(_store.Keys, Has.Count.EqualTo(1));
    }

    private void Build(WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCaching();
        builder.Services.AddOutputCache(o => o.AddBasePolicy(p => p.Expire(TimeSpan.FromHours(1))));
        builder.Services.AddSingleton<IOutputCacheStore>(_store);
    }

    private IObservable<SseEvent> Once() => Asked(Observable.Return(new SseEvent("x")));

    private T Asked<T>(T source)
    {
        _asked++;
        return source;
    }

    [SetUp]
    public void SetUp()
    {
        _store.Keys.Clear();
        _asked = 0;
    }

    private sealed class RecordingStore : IOutputCacheStore
    {
        public ConcurrentQueue<string> Keys { get; } = new();

        public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
        {
            Keys.Enqueue(key);
            return default;
        }

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => default;
    }
}
