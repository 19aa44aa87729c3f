using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Samples.Tests;

/// <summary>The dashboard without a browser (with one: <c>tests/Sse.Browser.Tests</c>): its page, its stream, its buttons.</summary>
public class DashboardTests
{
    [Test]
    public async Task It_serves_its_page_and_nothing_from_elsewhere()
    {
        using var sample = Sample.Start("Dashboard", "--port", "0");
        using var client = new HttpClient { BaseAddress = await UrlAsync(sample) };

        foreach (var path in new[] { "", "dashboard.css", "dashboard.js", "chart.js" })
        {
            Assert.That(await client.GetStringAsync(path), Is.Not.Empty.And.Not.Contain("http"), path);
        }
    }

    [Test]
    public async Task Its_topics_are_one_stream_that_resumes_in_each_of_them()
    {
        using var sample = Sample.Start("Dashboard", "--port", "0");
        var url = await UrlAsync(sample);
        using var client = new HttpClient { BaseAddress = url };
        Assert.That((await client.PostAsync("chat", new StringContent("hello"))).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        var (isAsked, isCut, builds) = (false, false, 0);
        var events = await SseObservable.Signals(new Uri(url, "events"), new() { ReconnectionTime = TimeSpan.FromMilliseconds(100), Jitter = 0 })
            .Do(signal =>
            {
                isCut |= signal is SseSignal.Disconnected;
                if (signal is SseSignal.Event { Value.Type: "build" })
                {
                    builds += isCut ? 1 : 0; // until the server has cut, any number may come
                    _ = isAsked ? null : client.PostAsync("cut", null);
                    isAsked = true;
                }
            })
            .TakeUntil(_ => builds == 8)
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(events.OfType<SseSignal.Disconnected>().Count(), Is.EqualTo(1));
        var places = events.OfType<SseSignal.Event>().Select(e => e.Value.LastEventId.Split(' ')).ToList();
        foreach (var topic in new[] { "prices/", "builds/", "chat/" })
        {
            var seen = places.Select(ids => ids.FirstOrDefault(id => id.StartsWith(topic, StringComparison.Ordinal))).OfType<string>().Distinct().ToList();
            Assert.That(seen.Select(id => int.Parse(id.Split('/')[2], CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(1, seen.Count)), topic);
        }

        Assert.That(events.OfType<SseSignal.Event>().Select(e => e.Value.Type).Distinct(), Is.EquivalentTo(new[] { "price", "build", "chat" }));
    }

    [Test]
    public async Task A_port_that_is_taken_is_a_message_and_an_exit_code()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, _, error) = await Sample.RunAsync("Dashboard", "--port", $"{port}");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain($"{port}").And.Not.Contain(" at "));
    }

    [TestCase("x")]
    [TestCase("70000")]
    public async Task A_port_that_is_none_is_a_message_and_an_exit_code(string port)
    {
        var (exitCode, _, error) = await Sample.RunAsync("Dashboard", "--port", port);

        Assert.That((exitCode, error.Trim()), Is.EqualTo((1, "--port takes a number from 0 to 65535.")));
    }

    private static async Task<Uri> UrlAsync(Sample sample)
    {
        await sample.WrittenAsync("Ctrl+C");
        return new(sample.Written.Split(' ')[1]);
    }
}
