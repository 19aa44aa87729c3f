using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Samples.Tests;

/// <summary>
/// The dashboard sample without a browser: its page, its stream, its buttons. <c>tests/Sse.Browser.Tests</c> tests it in a browser.
/// </summary>
public class DashboardTests
{
    [Test]
    public async Task Serves_its_page_without_external_resources()
    {
        using var sample = Sample.Start("Dashboard", "--port", "0");
        using var client = new HttpClient { BaseAddress = await UrlAsync(sample) };

        foreach (var path in new[] { "", "dashboard.css", "dashboard.js", "chart.js" })
        {
            Assert.That(await client.GetStringAsync(path), Is.Not.Empty.And.Not.Contain("http"), path);
        }
    }

    [Test]
    public async Task Combines_its_topics_in_one_stream_that_resumes_in_each_topic()
    {
        using var sample = Sample.Start("Dashboard", "--port", "0");
        var url = await UrlAsync(sample);
        using var client = new HttpClient { BaseAddress = url };
        Assert.That((await client.PostAsync("chat", new StringContent("hello"))).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        var (isCutRequested, isCut, builds) = (false, false, 0);
        var options = new SseOptions { ReconnectionTime = TimeSpan.FromMilliseconds(100), Jitter = 0 };
        var events = await SseObservable.Signals(new Uri(url, "events"), options)
            .Do(signal =>
            {
                isCut |= signal is SseSignal.Disconnected;
                if (signal is SseSignal.Event { Value.Type: "build" })
                {
                    builds += isCut ? 1 : 0; // any number of builds may arrive before the cut
                    _ = isCutRequested ? null : client.PostAsync("cut", null);
                    isCutRequested = true;
                }
            })
            .TakeUntil(_ => builds == 8)
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(events.OfType<SseSignal.Disconnected>().Count(), Is.EqualTo(1));
        var positions = events.OfType<SseSignal.Event>().Select(e => e.Value.LastEventId.Split(' ')).ToList();
        foreach (var topic in new[] { "prices/", "builds/", "chat/" })
        {
            var ids = positions.Select(all => all.FirstOrDefault(id => id.StartsWith(topic, StringComparison.Ordinal)))
                .OfType<string>()
                .Where(id => !id.EndsWith("/0", StringComparison.Ordinal)) // no event of that topic yet
                .Distinct()
                .ToList();
            Assert.That(
                ids.Select(id => int.Parse(id.Split('/')[2], CultureInfo.InvariantCulture)),
                Is.EqualTo(Enumerable.Range(1, ids.Count)),
                topic);
        }

        Assert.That(
            events.OfType<SseSignal.Event>().Select(e => e.Value.Type).Distinct(),
            Is.EquivalentTo(new[] { "price", "build", "chat" }));
    }

    [Test]
    public async Task Reports_a_port_in_use_and_exits_with_1()
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
    public async Task Reports_an_invalid_port_and_exits_with_1(string port)
    {
        var (exitCode, _, error) = await Sample.RunAsync("Dashboard", "--port", port);

        Assert.That((exitCode, error.Trim()), Is.EqualTo((1, "--port: expected a number from 0 to 65535.")));
    }

    private static async Task<Uri> UrlAsync(Sample sample)
    {
        await sample.WaitForOutputAsync("Ctrl+C");
        return new(sample.Output.Split(' ')[1]);
    }
}
