using System.Reactive.Concurrency;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>A configuration that changes while the program runs.</summary>
public class ReloadTests
{
    private const string Elsewhere = "https://example.test/elsewhere";

    private IConfigurationRoot _configuration = null!;
    private Logged _logged = null!;
    private SseScript _server = null!;
    private ServiceProvider _services = null!;
    private bool _fails;

    [SetUp]
    public void SetUp()
    {
        _configuration = Feeds.Configuration(("Uri", Feeds.Place), ("Headers:X-Key", "1"));
        _logged = new();
        _server = new(new HistoricalScheduler());
        _fails = false;
        var services = new ServiceCollection();
        services.AddSseClient("feed", client => client.Options = _fails ? throw new InvalidOperationException("No store today.") : _server.Options)
            .Bind(_configuration.Feed())
            .HttpClient.ConfigurePrimaryHttpMessageHandler(_server.CreateHandler);
        _services = services.Build(_logged);
    }

    [TearDown]
    public void TearDown() => _services.Dispose();

    [Test]
    public void A_subscription_keeps_what_it_began_with_and_the_next_one_has_the_change()
    {
        _server.Connection("a#").Silence().Silence();
        var events = _services.Client().Connect(); // made before the change: what counts is when it is subscribed to

        var first = _server.Expect(events);
        Change(("Uri", Elsewhere), ("Headers:X-Key", "2"));
        _server.Run(until: TimeSpan.FromSeconds(5)); // it has reconnected
        first.Unsubscribe();
        _ = _server.Expect(events);

        Assert.That(Requests, Is.EqualTo(new[] { $"{Feeds.Place} 1", $"{Feeds.Place} 1", $"{Elsewhere} 2" }));
    }

    [Test]
    public void A_pulled_one_too()
    {
        _server.Silence().Silence();
        var events = _services.Client().ReadAllAsync();
        _ = _server.Expect(events);
        Change(("Uri", Elsewhere));
        _ = _server.Expect(events);

        Assert.That(Requests, Is.EqualTo(new[] { $"{Feeds.Place} 1", $"{Elsewhere} 1" }));
    }

    [Test]
    public void A_change_that_cannot_be_changes_nothing_and_is_logged()
    {
        var client = _services.Client();

        Change(("IdleTimeout", "-00:00:05"), ("Uri", Elsewhere));

        Assert.That(client.Uri, Is.EqualTo(new Uri(Feeds.Place)), "all of it, or nothing");
        Assert.That(_logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "Error Sse.Reactive.SseClient.feed ChangeRefused: The changed configuration of the SSE client 'feed' is not valid; what was in force stays. "
            + "Feeds:feed:IdleTimeout is '-00:00:05'; it must be a positive time such as 00:01:30, of at most 49 days, or absent for none.",
        }));

        Change(("IdleTimeout", "00:00:05"));

        Assert.That((client.Uri, client.Options.IdleTimeout), Is.EqualTo((new Uri(Elsewhere), (TimeSpan?)TimeSpan.FromSeconds(5))));
    }

    [Test]
    public void What_the_applications_code_throws_at_a_change_is_logged_and_does_not_hit_who_reloads()
    {
        var client = _services.Client();
        _fails = true;

        Change(("Uri", Elsewhere));

        Assert.That(client.Uri, Is.EqualTo(new Uri(Feeds.Place)));
        Assert.That(_logged.Lines, Has.Some.Contains("System.InvalidOperationException: No store today."));
    }

    [Test]
    public void Options_that_could_not_be_can_be_repaired_before_the_next_one_asks()
    {
        _configuration["Feeds:feed:Uri"] = "";
        Assert.That(() => _services.Client(), Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>());

        Change(("Uri", Elsewhere));

        Assert.That(_services.Client().Uri, Is.EqualTo(new Uri(Elsewhere)));
    }

    [Test]
    public void A_disposed_container_follows_no_more_changes()
    {
        var client = _services.Client();
        _services.Dispose();

        Change(("Uri", Elsewhere));

        Assert.That(client.Uri, Is.EqualTo(new Uri(Feeds.Place)));
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
