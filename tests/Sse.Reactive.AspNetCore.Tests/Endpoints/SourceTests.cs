using System.Net;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The types of sources that endpoints and results accept.</summary>
public sealed partial class SourceTests : ServerFixture
{
    [Test]
    public async Task Accepts_every_type_of_source()
    {
        var (text, value, typed, frame) = ("1", new SseEvent("1"), new SseEvent<int>(1), new SseFrame.Event(new("1")));
        var number = MyContext.Default.Int32;
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/mapped/events", _ => Observable.Return(value));
            app.MapSse("/mapped/texts", _ => Observable.Return(text));
            app.MapSse("/mapped/frames", _ => Observable.Return(frame));
            app.MapSse("/mapped/json", _ => Observable.Return(typed), number);
            app.MapSse("/mapped/pulled-events", _ => Pull(value));
            app.MapSse("/mapped/pulled-texts", _ => Pull(text));
            app.MapSse("/mapped/pulled-frames", _ => Pull(frame));
            app.MapSse("/mapped/pulled-json", _ => Pull(typed), number);
            app.MapGet("/result/events", () => SseResults.Stream(Observable.Return(value)));
            app.MapGet("/result/texts", () => SseResults.Stream(Observable.Return(text)));
            app.MapGet("/result/frames", () => SseResults.Stream(Observable.Return(frame)));
            app.MapGet("/result/json", () => SseResults.Stream(Observable.Return(typed), number));
            app.MapGet("/result/pulled-events", () => SseResults.Stream(Pull(value)));
            app.MapGet("/result/pulled-texts", () => SseResults.Stream(Pull(text)));
            app.MapGet("/result/pulled-frames", () => SseResults.Stream(Pull(frame)));
            app.MapGet("/result/pulled-json", () => SseResults.Stream(Pull(typed), number));
        });

        foreach (var type in new[] { "events", "texts", "frames", "json" })
        {
            Assert.That(await ReadAsync(server, "mapped/" + type), Is.EqualTo("data: 1\n\n"), type);
            Assert.That(await ReadAsync(server, "mapped/pulled-" + type), Is.EqualTo("data: 1\n\n"), type);
            Assert.That(await ReadAsync(server, "result/" + type), Is.EqualTo("data: 1\n\n"), type);
            Assert.That(await ReadAsync(server, "result/pulled-" + type), Is.EqualTo("data: 1\n\n"), type);
        }
    }

    [Test]
    public async Task No_source_of_any_type_answers_204()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/0", _ => (IObservable<SseEvent>?)null);
            app.MapSse("/1", _ => (IObservable<string>?)null);
            app.MapSse("/2", _ => (IObservable<SseFrame>?)null);
            app.MapSse("/3", _ => (IObservable<SseEvent<Tick>>?)null, MyContext.Default.Tick);
            app.MapSse("/4", _ => (IAsyncEnumerable<SseEvent>?)null);
            app.MapSse("/5", _ => (IAsyncEnumerable<string>?)null);
            app.MapSse("/6", _ => (IAsyncEnumerable<SseFrame>?)null);
            app.MapSse("/7", _ => (IAsyncEnumerable<SseEvent<Tick>>?)null, MyContext.Default.Tick);
        });

        for (var i = 0; i < 8; i++)
        {
            using var response = await GetAsync(server, $"{i}");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), $"/{i}");
        }
    }

    [Test]
    public async Task Texts_are_events_with_nothing_but_data()
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => new[] { "a", "two\nlines", "" }.ToObservable()));

        Assert.That(await ReadAsync(server), Is.EqualTo("data: a\n\ndata: two\ndata: lines\n\ndata: \n\n"));
    }

    [Test]
    public async Task Frames_can_be_of_every_kind()
    {
        var frames = new SseFrame[]
        {
            new SseFrame.Comment(" hello"),
            new SseFrame.Retry(TimeSpan.FromSeconds(2)),
            new SseFrame.Id("7"),
            new SseFrame.Id("7"), // changes nothing: not even a blank line is written
            new SseFrame.Event(new("x", "t")),
            new SseFrame.Event(new("y", LastEventId: "8")),
            new SseFrame.Id(""),
            new SseFrame.Event(new("z")),
        };
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/pushed", _ => frames.ToObservable());
            app.MapSse("/pulled", _ => Pull(frames));
        });

        foreach (var path in new[] { "pushed", "pulled" })
        {
            Assert.That(
                await ReadAsync(server, path),
                Is.EqualTo(": hello\nretry: 2000\nid: 7\n\nevent: t\ndata: x\n\ndata: y\nid: 8\n\nid: \n\ndata: z\n\n"),
                path);
        }
    }

    [Test]
    public async Task Writes_JSON_on_one_line_or_on_several()
    {
        var indented = new MyContext(new() { WriteIndented = true }).Tick;
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/", _ => Observable.Return(new SseEvent<Tick>(new("größer\n", 1), "tick", "7")), MyContext.Default.Tick);
            app.MapGet("/indented", () => SseResults.Stream(Observable.Return(new SseEvent<Tick>(new("x", 1))), indented));
        });

        Assert.That(
            await ReadAsync(server), Is.EqualTo("event: tick\ndata: {\"Name\":\"gr\\u00F6\\u00DFer\\n\",\"Value\":1}\nid: 7\n\n"));
        var tick = Connect(server, "indented").Json(MyContext.Default.Tick).FirstAsync();
        Assert.That(await tick.Timeout(Deadline), Is.EqualTo(new Tick("x", 1)));
    }

    [Test]
    public async Task Writes_JSON_with_the_encoder_of_the_serializer()
    {
        var relaxed = new MyContext(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Tick;
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/pushed", _ => Observable.Return(new SseEvent<Tick>(new("größer <1>", 1))), relaxed);
            app.MapGet("/pulled", () => SseResults.Stream(Pull(new SseEvent<Tick>(new("größer <1>", 1))), relaxed));
        });

        foreach (var path in new[] { "pushed", "pulled" })
        {
            Assert.That(await ReadAsync(server, path), Is.EqualTo("data: {\"Name\":\"größer <1>\",\"Value\":1}\n\n"));
        }
    }

    [Test]
    public async Task Cancels_an_async_sequence_when_its_client_leaves()
    {
        var cancelled = new TaskCompletionSource();
        async IAsyncEnumerable<SseEvent> Events([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var registration = cancellationToken.Register(cancelled.SetResult);
            yield return new("a");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => Events()));

        Assert.That(await Connect(server).FirstAsync().Timeout(Deadline), Is.EqualTo(new SseEvent("a")));

        await cancelled.Task.WaitAsync(Deadline);
    }

    private static async IAsyncEnumerable<T> Pull<T>(params T[] values)
    {
        foreach (var value in values)
        {
            await Task.Yield();
            yield return value;
        }
    }

    public sealed record Tick(string Name, int Value);

    [JsonSerializable(typeof(Tick))]
    [JsonSerializable(typeof(int))]
    public sealed partial class MyContext : JsonSerializerContext;
}
