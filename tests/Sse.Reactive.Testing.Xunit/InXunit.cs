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
    public void Prices_continue_after_a_lost_connection()
    {
        _server.Connection("--a--#").Connection("-b");

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options).Select(e => e.Data));

        prices.ToBe("--a-- 3s -b");
    }

    [Fact]
    public void Prices_fail_if_the_server_answers_401()
    {
        _server.Then(401);

        var prices = _server.Expect(SseObservable.Connect(_server.Transport, _server.Options));

        prices.ToBe("#");
        Assert.IsType<SseResponseException>(prices.Error);
    }
}
#endregion
