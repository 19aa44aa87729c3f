#region InXunit
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Protocol;
using Sse.Reactive;
using Sse.Reactive.Testing;
using Xunit;

namespace Prices.Tests;

public class PriceTests
{
    private readonly SseScript _server = new(new HistoricalScheduler());

    [Fact]
    public void Prices_go_on_after_a_lost_connection()
    {
        _server.Connection("--a--#").Connection("-b");

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options).Select(e => e.Data));

        prices.ToBe("--a-- 3s -b");
    }

    [Fact]
    public void Prices_end_where_the_server_does_not_know_us()
    {
        _server.Then(401, "who are you?");

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options));

        prices.ToBe("#");
        Assert.IsType<SseResponseException>(prices.Error);
    }
}
#endregion
