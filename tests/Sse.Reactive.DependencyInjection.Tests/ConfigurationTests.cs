using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>Options from configuration: what can be said, and what is said of what cannot be.</summary>
public class ConfigurationTests
{
    private static readonly string[] InCode =
        ["CanResend", "Checkpoint", "HttpClient", "HttpClientFactory", "Logger", "Random", "Reconnect", "Request", "Scheduler"];

    private static readonly TestCaseData[] Values =
    [
        Value("LastEventId", "7", "7"),
        Value("IdleTimeout", "00:01:00", TimeSpan.FromMinutes(1)),
        Value("EventTimeout", "1.02:00:00", TimeSpan.FromHours(26)),
        Value("ReconnectionTime", "00:00:00.5", TimeSpan.FromSeconds(0.5)),
        Value("MaxReconnectDelay", "00:10:00", TimeSpan.FromMinutes(10)),
        Value("MaxBackoffDelay", "00:00:00", TimeSpan.Zero),
        Value("BackoffResetAfter", "00:00:02", TimeSpan.FromSeconds(2)),
        Value("MaxDowntime", "49.00:00:00", TimeSpan.FromDays(49)),
        Value("Jitter", "0.5", 0.5),
        Value("FailOnFirstAttempt", "True", true),
        Value("MaxConsecutiveFailures", "3", 3),
        Value("MaxEventBytes", "1024", 1024),
        Value("Headers:X-Key", "k", new Dictionary<string, string> { ["X-Key"] = "k" }),
        Value("SensitiveHeaders:0", "X-Key", new[] { "X-Key" }),
    ];

    [TestCaseSource(nameof(Values))]
    [SetCulture("de-DE")]
    public void Each_option_that_text_can_say_has_its_key(string key, string text, object expected)
    {
        var options = Feeds.Read(("Uri", Feeds.Place), (key.Contains(':', StringComparison.Ordinal) ? key : key.ToLowerInvariant(), text)).Options;

        Assert.That(typeof(SseOptions).GetProperty(key.Split(':')[0])!.GetValue(options), Is.EqualTo(expected));
    }

    [Test]
    public void No_option_is_forgotten() => Assert.That(
        Values.Select(value => ((string)value.Arguments[0]!).Split(':')[0]).Concat(InCode),
        Is.EquivalentTo(typeof(SseOptions).GetProperties().Select(option => option.Name)));

    [TestCaseSource(nameof(InCode))]
    public void What_only_code_can_say_is_told_so(string option) =>
        Assert.That(Problems((option, "x")), Is.EqualTo(new[] { $"Feeds:feed:{option} cannot be said in configuration; set SseOptions.{option} in code." }));

    [Test]
    public void What_is_absent_or_empty_stays_as_it_is()
    {
        var options = Feeds.Read(("Uri", Feeds.Place), ("IdleTimeout", null), ("MaxBackoffDelay", ""), ("Jitter", ""), ("Headers", null), ("SensitiveHeaders", "")).Options;

        Assert.That((options.IdleTimeout, options.MaxBackoffDelay, options.Jitter, options.Headers.Count), Is.EqualTo(((TimeSpan?)null, TimeSpan.FromSeconds(30), 0.25, 0)));
    }

    [Test]
    public void Headers_of_code_and_of_configuration_are_one_set()
    {
        var services = new ServiceCollection();
        services.AddSseClient("feed", client => client.Options = new() { Headers = new Dictionary<string, string> { ["X-Code"] = "1", ["X-Both"] = "1" }, SensitiveHeaders = ["X-Code"] })
            .Bind(Feeds.Configuration(("Uri", Feeds.Place), ("Headers:x-both", "2"), ("SensitiveHeaders:0", "X-Both")).Feed());
        using var provider = services.Build();

        var options = provider.Client().Options;

        Assert.That(options.Headers, Is.EquivalentTo(new Dictionary<string, string> { ["X-Code"] = "1", ["X-Both"] = "2" }));
        Assert.That(options.SensitiveHeaders, Is.EquivalentTo(new[] { "X-Code", "X-Both" }));
    }

    [TestCase("IdleTimeout", "-00:00:05", "a positive time such as 00:01:30, of at most 49 days, or absent for none")]
    [TestCase("IdleTimeout", "00:00:00", "a positive time such as 00:01:30, of at most 49 days, or absent for none")]
    [TestCase("EventTimeout", "soon", "a positive time such as 00:01:30, of at most 49 days, or absent for none")]
    [TestCase("MaxDowntime", "50.00:00:00", "a positive time such as 00:01:30, of at most 49 days, or absent for none")]
    [TestCase("ReconnectionTime", "5", "a time such as 00:00:05, from zero to 49 days")]
    [TestCase("MaxReconnectDelay", "-00:00:01", "a time such as 00:00:05, from zero to 49 days")]
    [TestCase("MaxBackoffDelay", "24:00:00", "a time such as 00:00:05, from zero to 49 days")]
    [TestCase("BackoffResetAfter", "10s", "a time such as 00:00:05, from zero to 49 days")]
    [TestCase("Jitter", "1.5", "a number from 0 to 1")]
    [TestCase("Jitter", "0,5", "a number from 0 to 1")]
    [TestCase("Jitter", "NaN", "a number from 0 to 1")]
    [TestCase("FailOnFirstAttempt", "yes", "true or false")]
    [TestCase("MaxConsecutiveFailures", "0", "a whole number from 1, or absent for no limit")]
    [TestCase("MaxConsecutiveFailures", "99999999999", "a whole number from 1, or absent for no limit")]
    [TestCase("MaxEventBytes", "16 MiB", "a whole number from 1 to 1000000000")]
    [TestCase("MaxEventBytes", "1000000001", "a whole number from 1 to 1000000000")]
    public void A_value_that_cannot_be_is_told_with_its_key_and_what_was_expected(string key, string text, string expected) =>
        Assert.That(Problems((key, text)), Is.EqualTo(new[] { $"Feeds:feed:{key} is '{text}'; it must be {expected}." }));

    [TestCase("/events", "/events")]
    [TestCase("ftp://user:s3cret@example.test/a?token=s3cret", "ftp://example.test/a")]
    [TestCase("user:s3cret@example.test", "example.test")]
    [TestCase("https://user:s3cret@exa mple/", "https://exa mple/")]
    [TestCase("https://user:s3?cret@example.test/", "https://…")]
    [TestCase("https://user:s3#cret@example.test/", "https://…")]
    [TestCase("https://s3 cret?@example.test/a", "https://…")]
    [TestCase("https://s3 ?cr#et@s3cret@exa mple/", "https://…")]
    [TestCase("user:s3?cret://@example.test", "…")]
    [TestCase("?s3cret@example.test", "…")]
    [TestCase("ftp://example.test/a?mail=me@s3cret.test", "ftp://…")]
    [TestCase("https:\\\\user:s3?cret@exa mple/", "…")]
    [TestCase("https://user:s3@cret@exa mple/", "https://exa mple/")]
    public void A_Uri_that_cannot_be_is_shown_without_secrets(string text, string shown) => Assert.That(
        Problems(("Uri", text)), Is.EqualTo(new[] { $"Feeds:feed:Uri is '{shown}'; it must be the absolute http or https URL of the stream." }));

    [Test]
    public void A_Uri_that_is_missing_is_told_with_its_key()
    {
        const string Missing = "Feeds:feed:Uri is missing; give the absolute http or https URL of the stream.";
        Assert.That(Problems([]), Is.EqualTo(new[] { Missing }));
        Assert.That(Problems(("Uri", "")), Is.EqualTo(new[] { Missing }));
    }

    [Test]
    public void A_value_where_the_section_should_be_is_told_and_not_shown()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Feeds:feed", "https://example.test/?token=s3cret")]).Build();
        var services = new ServiceCollection();
        services.AddSseClient("feed", configuration.GetSection("Feeds:feed"));
        using var provider = services.BuildServiceProvider();

        Assert.That(
            Assert.Throws<OptionsValidationException>(() => provider.Client())!.Failures,
            Is.EqualTo(new[] { "Feeds:feed is a value, where a section with keys is expected; if it is the URL of the stream, write it as Feeds:feed:Uri." }));
    }

    [Test]
    public void Without_configuration_a_problem_is_told_with_the_clients_name()
    {
        Assert.That(
            ProblemsOfCode(_ => { }),
            Is.EqualTo(new[] { "The SSE client 'feed' has no Uri; set SseClientOptions.Uri to the absolute http or https URL of the stream." }));
        Assert.That(
            ProblemsOfCode(client => client.Uri = new("/events?token=s3cret", UriKind.Relative)),
            Is.EqualTo(new[] { "The SSE client 'feed' has the Uri '/events'; it must be the absolute http or https URL of the stream." }));
        using var http = new HttpClient();
        Assert.That(
            ProblemsOfCode(client => (client.Uri, client.Options) = (new(Feeds.Place), new() { HttpClient = http, HttpClientFactory = () => http })),
            Is.EqualTo(new[] { "The SSE client 'feed' has both an HttpClient and an HttpClientFactory; set one, or neither for that of IHttpClientFactory." }));
    }

    [TestCase("IdelTimeout", "did you mean IdleTimeout?")]
    [TestCase("url", "did you mean Uri?")]
    [TestCase("header", "did you mean Headers?")]
    [TestCase("Password", "there are Uri, Headers, SensitiveHeaders, LastEventId, IdleTimeout, EventTimeout, ReconnectionTime, MaxBackoffDelay, Jitter, MaxReconnectDelay, BackoffResetAfter, FailOnFirstAttempt, MaxConsecutiveFailures, MaxDowntime, MaxEventBytes.")]
    public void An_unknown_key_is_told_with_the_nearest_known_one(string key, string hint)
    {
        Assert.That(Problems((key, "s3cret")), Is.EqualTo(new[] { $"Feeds:feed:{key} is not known; {hint}" }));
        Assert.That(Problems((key + ":Deeper", "s3cret")), Is.EqualTo(new[] { $"Feeds:feed:{key} is not known; {hint}" }));
    }

    [TestCase("Headers", "X-Key: s3cret", "Feeds:feed:Headers is a value; it must have a key for each header, its name.")]
    [TestCase("Headers:X-Key", "s3cret\n", "Feeds:feed:Headers:X-Key cannot be. The value of the header X-Key cannot be sent: it has to be ASCII without control characters.")]
    [TestCase("Headers:X-Key", "", "Feeds:feed:Headers:X-Key has no value; it must be that of the header.")]
    [TestCase("Headers:X Key", "s3cret", "Feeds:feed:Headers:X Key cannot be. 'X Key' is no name of a request's header.")]
    [TestCase("Headers:Last-Event-ID", "7", "Feeds:feed:Headers:Last-Event-ID cannot be. Last-Event-ID is sent by the connection itself: set LastEventId.")]
    [TestCase("SensitiveHeaders", "X-Key", "Feeds:feed:SensitiveHeaders is a value; it must be a list of headers' names.")]
    [TestCase("SensitiveHeaders:0", "X Key", "Feeds:feed:SensitiveHeaders:0 cannot be. 'X Key' is no name of a request's header.")]
    [TestCase("Uri:Host", "s3cret", "Feeds:feed:Uri has keys of its own; it must be the absolute http or https URL of the stream.")]
    [TestCase("IdleTimeout:Seconds", "s3cret", "Feeds:feed:IdleTimeout has keys of its own; it must be a positive time such as 00:01:30, of at most 49 days, or absent for none.")]
    public void Headers_and_sections_that_cannot_be_are_told_without_values(string key, string text, string expected) =>
        Assert.That(Problems((key, text)), Is.EqualTo(new[] { expected }));

    [Test]
    public void A_value_is_shown_on_one_line_and_cut() => Assert.That(
        Problems(("LastEventId", "a\nb" + new string('c', 100))),
        Is.EqualTo(new[] { $"Feeds:feed:LastEventId is 'a\uFFFDb{new string('c', 57)}…'; it must be an ID without line breaks and U+0000." }));

    [Test]
    public void All_problems_are_told_at_once() => Assert.That(
        Problems(("IdleTimeout", "x"), ("Jitter", "x"), ("Uri", null)).Select(problem => problem.Split(' ')[0]),
        Is.EquivalentTo(new[] { "Feeds:feed:IdleTimeout", "Feeds:feed:Jitter", "Feeds:feed:Uri" }));

    [Test]
    public async Task A_host_does_not_start_with_options_that_cannot_be()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Feeds:feed:IdleTimeout", (string?)"-00:00:05")]);
        builder.Services.AddSseClient("feed", builder.Configuration.GetSection("Feeds:feed"));
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.That(error.Failures.Select(problem => problem.Split(' ')[0]), Is.EquivalentTo(new[] { "Feeds:feed:IdleTimeout", "Feeds:feed:Uri" }));
    }

    [Test]
    public async Task A_host_that_starts_connects_to_nothing()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSseClient("feed", client => client.Uri = new(Feeds.Place))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(() => throw new InvalidOperationException("A connection."));
        using var host = builder.Build();

        await host.StartAsync();
        Assert.That(host.Services.Client().Uri, Is.EqualTo(new Uri(Feeds.Place)));
        await host.StopAsync();
    }

    private static TestCaseData Value(string key, string text, object expected) => new TestCaseData(key, text, expected).SetArgDisplayNames(key);

    private static string[] Problems(params (string Key, string? Value)[] entries)
    {
        var all = entries.Any(entry => entry.Key.StartsWith("Uri", StringComparison.OrdinalIgnoreCase)) || entries.Length == 0 ? entries : [("Uri", Feeds.Place), .. entries];
        return [.. Assert.Throws<OptionsValidationException>(() => Feeds.Read(all)).Failures];
    }

    private static string[] ProblemsOfCode(Action<SseClientOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSseClient("feed", configure);
        using var provider = services.Build();
        return [.. Assert.Throws<OptionsValidationException>(() => provider.Client()).Failures];
    }
}
