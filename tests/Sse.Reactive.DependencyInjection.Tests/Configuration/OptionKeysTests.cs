using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The options that configuration can set, and their keys.</summary>
public class OptionKeysTests
{
    internal static readonly string[] CodeOnly =
        [
            "CanResend", "CheckpointStore", "HttpClient", "HttpClientFactory", "Logger", "Random",
            "ReconnectPolicy", "RequestFactory", "Restart", "Scheduler",
        ];

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
        Value("MaxLastEventIdBytes", "65536", 65536),
        Value("MaxBodyExcerptBytes", "65536", 65536),
        Value("LastEventIdParameter", "lastEventId", "lastEventId"),
        Value("AcceptAnyContentType", "true", true),
        Value("Headers:X-Key", "k", new Dictionary<string, string> { ["X-Key"] = "k" }),
        Value("SensitiveHeaders:0", "X-Key", new[] { "X-Key" }),
        Value("TrustedOrigins:0", "https://other.test", new[] { new Uri("https://other.test") }),
    ];

    [TestCaseSource(nameof(Values))]
    [SetCulture("de-DE")]
    public void Each_key_sets_its_option(string key, string text, object expected)
    {
        var keyInAnyCase = key.Contains(':', StringComparison.Ordinal) ? key : key.ToLowerInvariant();
        var options = TestClients.Read(("Uri", TestClients.Url), (keyInAnyCase, text)).Options;

        Assert.That(typeof(SseOptions).GetProperty(key.Split(':')[0])!.GetValue(options), Is.EqualTo(expected));
    }

    [Test]
    public void Each_option_has_a_key_or_can_be_set_in_code_only() => Assert.That(
        Values.Select(value => ((string)value.Arguments[0]!).Split(':')[0]).Concat(CodeOnly),
        Is.EquivalentTo(typeof(SseOptions).GetProperties().Select(option => option.Name)));

    [Test]
    public void A_missing_or_empty_key_leaves_its_option_unchanged()
    {
        var options = TestClients.Read(
            ("Uri", TestClients.Url),
            ("IdleTimeout", null),
            ("MaxBackoffDelay", ""),
            ("Jitter", ""),
            ("Headers", null),
            ("SensitiveHeaders", "")).Options;

        Assert.That(
            (options.IdleTimeout, options.MaxBackoffDelay, options.Jitter, options.Headers.Count),
            Is.EqualTo(((TimeSpan?)null, TimeSpan.FromSeconds(30), 0.25, 0)));
    }

    [Test]
    public void Headers_in_code_and_in_configuration_are_merged()
    {
        var services = new ServiceCollection();
        var headers = new Dictionary<string, string> { ["X-Code"] = "1", ["X-Both"] = "1" };
        services.AddSseClient("feed", client => client.Options = new() { Headers = headers, SensitiveHeaders = ["X-Code"] })
            .Bind(TestClients.Configuration(("Uri", TestClients.Url), ("Headers:x-both", "2"), ("SensitiveHeaders:0", "X-Both")).Feed());
        using var provider = services.Build();

        var options = provider.Client().Options;

        Assert.That(options.Headers, Is.EquivalentTo(new Dictionary<string, string> { ["X-Code"] = "1", ["X-Both"] = "2" }));
        Assert.That(options.SensitiveHeaders, Is.EquivalentTo(new[] { "X-Code", "X-Both" }));
    }

    private static TestCaseData Value(string key, string text, object expected) =>
        new TestCaseData(key, text, expected).SetArgDisplayNames(key);
}
