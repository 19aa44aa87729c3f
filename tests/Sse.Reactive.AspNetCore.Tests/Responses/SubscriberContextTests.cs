using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What a response does as its request, on whatever thread: logs, disposal, serializers, bodies.</summary>
public sealed class SubscriberContextTests : ResponseFixture, IDisposable
{
    private readonly AsyncLocal<string> _user = new();
    private ContextLogger _logs = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void SetUp()
    {
        _logs = new(_user);
        _services = new ServiceCollection().AddLogging(l => l.AddProvider(_logs).SetMinimumLevel(LogLevel.Debug)).BuildServiceProvider();
        Options = Options with { MaxQueuedMessages = 2, HeartbeatInterval = null };
    }

    [TearDown]
    public void Dispose() => _services.Dispose();

    [TestCase("TooSlow")]
    [TestCase("SourceFailed")]
    [TestCase("DisposalFailed")]
    [TestCase("WriteTimedOut")]
    public async Task Logs_carry_what_flows_with_the_request_and_nothing_of_the_publisher(string name)
    {
        string? disposedAs = null;
        var source = Observable.Using(
            () => Disposable.Create(() =>
            {
                disposedAs = _user.Value;
                if (name == "DisposalFailed")
                {
                    throw new FormatException();
                }
            }),
            _ => Source);
        _user.Value = "subscriber";
        using var client = await FakeClient.OpenAsync(source, Options, room: 10, _services);

        _user.Value = "publisher";
        switch (name)
        {
            case "SourceFailed":
                Source.OnError(new FormatException());
                break;
            case "WriteTimedOut":
                Source.OnNext(new("0123456789"));
                Advance(seconds: 30);
                break;
            default:
                for (var i = 0; i < 5; i++)
                {
                    Source.OnNext(new("0123456789"));
                }

                break;
        }

        await client.DrainAsync();
        var expected = name == "DisposalFailed" ? new[] { "TooSlow", name, "Ended" } : [name, "Ended"];
        Assert.That(_logs.Entries.Order(), Is.EqualTo(expected.Select(e => $"{e} as subscriber").Order()));
        Assert.That(disposedAs, Is.EqualTo("subscriber"));
        Assert.That(_user.Value, Is.EqualTo("publisher"));
    }

    [Test]
    public async Task A_converter_of_the_serializer_runs_as_the_subscriber()
    {
        _user.Value = "subscriber";
        var options = new JsonSerializerOptions
        {
            Converters = { new UserConverter(_user) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        var typeInfo = (JsonTypeInfo<Version>)options.GetTypeInfo(typeof(Version));
        using var client = FakeClient.Start(SseResults.Stream(Source.Select(_ => new SseEvent<Version>(new(1, 0))), typeInfo, Options));
        await Waiting.UntilAsync(() => Source.HasObservers, () => "The source was not subscribed to.");

        _user.Value = "publisher";
        Source.OnNext(new("x"));

        Assert.That(await client.ReadUntilAsync("\n\n"), Is.EqualTo("data: \"subscriber\"\n\n"));
    }

    [Test]
    public async Task A_replaced_body_is_written_to_as_the_subscriber()
    {
        _user.Value = "subscriber";
        var seen = new List<string?>();
        using var client = await OpenAsync();

        _user.Value = "publisher";
        client.OnNextFlush = () => seen.Add(_user.Value);
        Source.OnNext(new("a"));
        client.ReadAvailable();

        Assert.That(seen, Is.EqualTo(new[] { "subscriber" }));
    }

    [Test]
    public async Task Nothing_of_a_source_is_reported_after_its_end()
    {
        IObserver<SseEvent>? observer = null;
        using var client = FakeClient.Start(SseResults.Stream(new HandWritten(o => observer = o), Options), services: _services);

        observer!.OnNext(new("a"));
        observer.OnCompleted();
        observer.OnError(new FormatException());
        observer.OnNext(new("b"));
        observer.OnCompleted();

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("data: a\n\n"));
        Assert.That(_logs.Entries, Has.Count.EqualTo(1).And.All.StartsWith("Ended"));
    }

    [Test]
    public async Task A_stream_ends_while_Subscribe_blocks()
    {
        Options = Options with { MaxConnectionAge = TimeSpan.FromSeconds(1) };
        using var isReleased = new ManualResetEventSlim();
        var isSubscribing = new TaskCompletionSource();
        using var client = new FakeClient(services: _services);
        var source = new HandWritten(_ =>
        {
            isSubscribing.SetResult();
            isReleased.Wait(Waiting.Deadline);
        });
        var response = SseResults.Stream(source, Options).ExecuteAsync(client.Context);
        _ = response.ContinueWith(_ => Waiting.Pulse(), TaskScheduler.Default);
        await isSubscribing.Task.WaitAsync(Waiting.Deadline);

        Advance(seconds: 1.25);
        await Waiting.UntilAsync(() => client.IsCompleted, () => "The stream did not end.");
        await Waiting.AdvanceUntilAsync(() => Advance(seconds: 5), () => response.IsCompleted, () => "The request waits for Subscribe.");

        Assert.That(_logs.Entries.Select(e => e.Split(' ')[0]), Is.EqualTo(new[] { "Ended", "SourceAbandoned" }));
        Assert.That(_logs.Messages[^1], Does.Contain($"Subscribe of {typeof(HandWritten)}"));
        isReleased.Set();
    }

    /// <summary>A source without the safeguards of Rx.</summary>
    private sealed class HandWritten(Action<IObserver<SseEvent>> subscribe) : IObservable<SseEvent>
    {
        public IDisposable Subscribe(IObserver<SseEvent> observer)
        {
            subscribe(observer);
            return Disposable.Empty;
        }
    }

    private sealed class UserConverter(AsyncLocal<string> user) : JsonConverter<Version>
    {
        public override Version Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Version value, JsonSerializerOptions options) =>
            writer.WriteStringValue(user.Value);
    }
}
