#region InNUnit
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using NUnit.Framework;
using Sse.Protocol;
using Sse.Reactive;
using Sse.Reactive.Testing;

namespace Prices.Tests;

public class PriceTests
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = new(new HistoricalScheduler());

    [Test]
    public void Prices_continue_after_a_lost_connection()
    {
        _server.Connection("--a--#").Connection("-b");

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options).Select(e => e.Data));

        prices.ToBe("--a-- 3s -b");
    }

    [Test]
    public void Prices_fail_if_the_server_answers_401()
    {
        _server.Then(401);

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options));

        prices.ToBe("#");
        Assert.That(prices.Error, Is.TypeOf<SseResponseException>());
    }
}
#endregion
