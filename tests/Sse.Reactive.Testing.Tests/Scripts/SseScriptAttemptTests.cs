using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>What is recorded of attempts.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class SseScriptAttemptTests(string scheduler) : VirtualTimeFixture
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = NewScript(scheduler);

    [Test]
    public void Counts_the_bytes_that_the_client_has_not_read()
    {
        _server.Connection("-(ab)-");
        var events = SseAsyncEnumerable.Connect(_server.Transport, _server.Options).GetAsyncEnumerator();

        var move = events.MoveNextAsync();
        _server.Run(until: 3 * Frame);

        Assert.That(move.IsCompleted);
        Assert.That(_server.Attempts[0].UnreadBytes, Is.EqualTo("data: b\n\n".Length));
    }
}
