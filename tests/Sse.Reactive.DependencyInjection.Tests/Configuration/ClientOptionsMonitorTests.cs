using System.Reactive.Concurrency;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>A configuration that changes while the application runs.</summary>
public class ClientOptionsMonitorTests
{
    private const string OtherUrl = "https://example.test/elsewhere";

    private IConfigurationRoot _configuration = null!;
    private LogCollector _log = null!;
    private SseScript _server = null!;
    private ServiceProvider _services = null!;
    private bool _fails;

    [SetUp]
    public void SetUp()
    {
        _configuration = TestClients.Configuration(("Uri", TestClients.Url), ("Headers:X-Key", "1"));
        _log = new();
        _server = new(new HistoricalScheduler());
        _fails = false;
        var services = new ServiceCollection();
        services.AddSseClient("feed", client =>
                client.Options = _fails ? throw new InvalidOperationException("The store is not available.") : _server.Options)
            .Bind(_configuration.Feed())
            .HttpClient.ConfigurePrimaryHttpMessageHandler(_server.CreateHandler);
        _services = services.Build(_log);
    }

    [TearDown]
    public void TearDown() => _services.Dispose();

    [Test]
    public void A_subscription_keeps_its_options_and_the_next_one_uses_the_change()
    {
        _server.Connection("a#").Silence().Silence();
        var events = _services.Client().Connect(); // created before the change, but subscribed to later

        var first = _server.Expect(events);
        Change(("Uri", OtherUrl), ("Headers:X-Key", "2"));
        _server.Run(until: TimeSpan.FromSeconds(5)); // it has reconnected
        first.Unsubscribe();
        _ = _server.Expect(events);

        Assert.That(Requests, Is.EqualTo(new[] { $"{TestClients.Url} 1", $"{TestClients.Url} 1", $"{OtherUrl} 2" }));
    }

    [Test]
    public void An_enumeration_keeps_its_options_and_the_next_one_uses_the_change()
    {
        _server.Silence().Silence();
        var events = _services.Client().ReadAllAsync();
        _ = _server.Expect(events);
        Change(("Uri", OtherUrl));
        _ = _server.Expect(events);

        Assert.That(Requests, Is.EqualTo(new[] { $"{TestClients.Url} 1", $"{OtherUrl} 1" }));
    }

    [Test]
    public void An_invalid_change_has_no_effect_and_is_logged()
    {
        var client = _services.Client();

        Change(("IdleTimeout", "-00:00:05"), ("Uri", OtherUrl));

        Assert.That(client.Uri, Is.EqualTo(new Uri(TestClients.Url)), "a change is applied as a whole");
        Assert.That(_log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "Error Sse.Reactive.SseClient.feed InvalidConfigurationChange: "
            + "The configuration of SSE client 'feed' has changed and is invalid; "
            + "the previous options stay in effect. "
            + "Feeds:feed:IdleTimeout is '-00:00:05', which is invalid. "
            + "Set it to a positive time of at most 49 days, such as 00:01:30, or remove the key for no limit.",
        }));

        Change(("IdleTimeout", "00:00:05"));

        Assert.That((client.Uri, client.Options.IdleTimeout), Is.EqualTo((new Uri(OtherUrl), (TimeSpan?)TimeSpan.FromSeconds(5))));
    }

    [Test]
    public void An_exception_of_Configure_is_logged_and_does_not_reach_the_code_that_reloads()
    {
        var client = _services.Client();
        _fails = true;

        Change(("Uri", OtherUrl));

        Assert.That(client.Uri, Is.EqualTo(new Uri(TestClients.Url)));
        Assert.That(_log.Lines, Has.Some.Contains("System.InvalidOperationException: The store is not available."));
    }

    [Test]
    public void Invalid_options_can_be_corrected_before_the_next_request_for_the_client()
    {
        _configuration["Feeds:feed:Uri"] = "";
        Assert.That(() => _services.Client(), Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>());

        Change(("Uri", OtherUrl));

        Assert.That(_services.Client().Uri, Is.EqualTo(new Uri(OtherUrl)));
    }

    [Test]
    public void A_disposed_container_ignores_changes()
    {
        var client = _services.Client();
        _services.Dispose();

        Change(("Uri", OtherUrl));

        Assert.That(client.Uri, Is.EqualTo(new Uri(TestClients.Url)));
    }

    private IEnumerable<string> Requests => _server.Attempts.Select(a => $"{a.Uri} {a.Headers["X-Key"]}");

    private void Change(params (string Key, string? Value)[] entries)
    {
        foreach (var (key, value) in entries)
        {
            _configuration["Feeds:feed:" + key] = value;
        }

        _configuration.Reload();
    }
}
