using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection.Tests;

/// <summary>The messages of invalid configuration.</summary>
public class InvalidConfigurationTests
{
    private const string PositiveTime = "a positive time of at most 49 days, such as 00:01:30, or remove the key for no limit";
    private const string Time = "a time from zero to 49 days, such as 00:00:05 or 1.00:00:00";
    private const string Count = "a whole number of at least 1, or remove the key for no limit";
    private const string SetUri = "Set it to the absolute http or https URL of the stream.";
    private const string AddHeader = "but must be a section. Add one key per header, such as Feeds:feed:Headers:X-Api-Key.";
    private const string AddName = "but must be a list. Add one header name per item, such as Feeds:feed:SensitiveHeaders:0.";
    private const string AllKeys =
        "Uri, Headers, SensitiveHeaders, TrustedOrigins, LastEventId, IdleTimeout, EventTimeout, ReconnectionTime, MaxBackoffDelay, "
        + "Jitter, MaxReconnectDelay, BackoffResetAfter, FailOnFirstAttempt, MaxConsecutiveFailures, MaxDowntime, MaxEventBytes, "
        + "MaxLastEventIdBytes, MaxBodyExcerptBytes, LastEventIdParameter, AcceptAnyContentType";

    [TestCase("IdleTimeout", "-00:00:05", PositiveTime)]
    [TestCase("IdleTimeout", "00:00:00", PositiveTime)]
    [TestCase("EventTimeout", "soon", PositiveTime)]
    [TestCase("MaxDowntime", "50.00:00:00", PositiveTime)]
    [TestCase("ReconnectionTime", "5", Time)]
    [TestCase("MaxReconnectDelay", "-00:00:01", Time)]
    [TestCase("MaxBackoffDelay", "24:00:00", Time)]
    [TestCase("BackoffResetAfter", "10s", Time)]
    [TestCase("Jitter", "1.5", "a number from 0 to 1")]
    [TestCase("Jitter", "0,5", "a number from 0 to 1")]
    [TestCase("Jitter", "NaN", "a number from 0 to 1")]
    [TestCase("FailOnFirstAttempt", "yes", "true or false")]
    [TestCase("MaxConsecutiveFailures", "0", Count)]
    [TestCase("MaxConsecutiveFailures", "99999999999", Count)]
    [TestCase("MaxEventBytes", "16 MiB", "a whole number from 1 to 1000000000")]
    [TestCase("MaxEventBytes", "1000000001", "a whole number from 1 to 1000000000")]
    public void The_message_of_an_invalid_value_names_the_key_and_the_expected_value(string key, string text, string expected) =>
        Assert.That(Problems((key, text)), Is.EqualTo(new[] { $"Feeds:feed:{key} is '{text}', which is invalid. Set it to {expected}." }));

    [TestCase("ftp://user:s3cret@example.test/a?token=s3cret", "ftp://example.test/a")]
    [TestCase("user:s3cret@example.test", "example.test")]
    [TestCase("https://user:s3cret@exa mple/", "https://exa mple/")]
    [TestCase("https://user:s3?cret@example.test/", "https://…")]
    [TestCase("https://user:s3#cret@example.test/", "https://…")]
    [TestCase("https://s3 cret?@example.test/a", "https://…")]
    [TestCase("https://s3 ?cr#et@s3cret@exa mple/", "https://…")]
    [TestCase("user:s3?cret://@example.test", "…")]
    [TestCase("ftp://example.test/a?mail=me@s3cret.test", "ftp://…")]
    [TestCase("https:\\\\user:s3?cret@exa mple/", "…")]
    [TestCase("https://user:s3@cret@exa mple/", "https://exa mple/")]
    public void The_message_of_an_invalid_Uri_shows_no_secrets(string text, string shown) => Assert.That(
        Problems(("Uri", text)),
        Is.EqualTo(new[] { $"Feeds:feed:Uri is '{shown}', which is invalid. {SetUri}" }));

    [Test]
    public void A_trusted_origin_of_service_discovery_is_invalid() => Assert.That(
        Problems(("Uri", "https://example.test/"), ("TrustedOrigins:0", "https+http://feed/")),
        Is.EqualTo(new[]
        {
            "Feeds:feed:TrustedOrigins:0 is 'https+http://feed/', which is invalid. Set it to an absolute http or https URL.",
        }));

    [TestCase("/events", "/events")]
    [TestCase("example.test/events", "example.test/events")]
    [TestCase("?s3cret@example.test", "…")]
    public void The_message_of_a_relative_Uri_without_a_BaseAddress_names_the_key_and_shows_no_secrets(string text, string shown) =>
        Assert.That(
            Problems(("Uri", text)),
            Is.EqualTo(new[]
            {
                $"SseClientOptions.Uri of the SSE client 'feed' (Feeds:feed:Uri) is '{shown}', which is relative, and its HttpClient has "
                + "no BaseAddress. Set one with ConfigureHttpClient, or set an absolute http or https URL.",
            }));

    [Test]
    public void The_message_of_a_missing_Uri_names_the_key()
    {
        const string Missing = "Feeds:feed:Uri is missing. Set it to the absolute http or https URL of the stream.";
        Assert.That(Problems([]), Is.EqualTo(new[] { Missing }));
        Assert.That(Problems(("Uri", "")), Is.EqualTo(new[] { Missing }));
    }

    [Test]
    public void A_value_in_place_of_the_section_is_invalid_and_not_shown()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Feeds:feed", "https://example.test/?token=s3cret")])
            .Build();
        var services = new ServiceCollection();
        services.AddSseClient("feed", configuration.GetSection("Feeds:feed"));
        using var provider = services.BuildServiceProvider();

        Assert.That(
            Assert.Throws<OptionsValidationException>(() => provider.Client())!.Failures,
            Is.EqualTo(new[]
            {
                "Feeds:feed is a value, but must be a section with keys. If the value is the URL of the stream, move it to Feeds:feed:Uri.",
            }));
    }

    [TestCaseSource(typeof(OptionKeysTests), nameof(OptionKeysTests.CodeOnly))]
    public void An_option_for_code_only_is_invalid_in_configuration(string option) =>
        Assert.That(
            Problems((option, "x")),
            Is.EqualTo(new[] { $"Feeds:feed:{option} cannot be set in configuration. Set SseOptions.{option} in code." }));

    [TestCase("IdelTimeout", "Did you mean IdleTimeout?")]
    [TestCase("url", "Did you mean Uri?")]
    [TestCase("header", "Did you mean Headers?")]
    [TestCase("Password", $"Use one of {AllKeys}.")]
    public void The_message_of_an_unknown_key_suggests_a_known_one(string key, string hint)
    {
        Assert.That(Problems((key, "s3cret")), Is.EqualTo(new[] { $"Feeds:feed:{key} is not a known key. {hint}" }));
        Assert.That(Problems((key + ":Deeper", "s3cret")), Is.EqualTo(new[] { $"Feeds:feed:{key} is not a known key. {hint}" }));
    }

    [TestCase("Headers", "X-Key: s3cret", $"Headers is a value, {AddHeader}")]
    [TestCase("Headers:X-Key", "", "Headers:X-Key has no value. Set it to the value of the header, or remove the key.")]
    [TestCase("SensitiveHeaders", "s3cret", $"SensitiveHeaders is a value, {AddName}")]
    [TestCase("Uri:Host", "s3cret", $"Uri is a section, but must be a value. {SetUri}")]
    [TestCase("IdleTimeout:Seconds", "s3cret", $"IdleTimeout is a section, but must be a value. Set it to {PositiveTime}.")]
    public void The_message_of_a_key_with_the_wrong_structure_shows_no_values(string key, string text, string expected) =>
        Assert.That(Problems((key, text)), Is.EqualTo(new[] { $"Feeds:feed:{expected}" }));

    [TestCase("Headers:X-Key", "s3cret\n", "X-Key")]
    [TestCase("Headers:X Key", "s3cret", "X Key")]
    [TestCase("Headers:Last-Event-ID", "7", "LastEventId")]
    [TestCase("SensitiveHeaders:0", "X Key", "X Key")]
    public void The_message_of_an_invalid_header_shows_its_name_and_not_its_value(string key, string text, string shown)
    {
        var problem = Problems((key, text)).Single();

        Assert.That(problem, Does.StartWith($"Feeds:feed:{key} is invalid. ").And.Contains(shown).And.Not.Contains("s3cret"));
    }

    [Test]
    public void A_message_shows_a_value_on_one_line_and_truncated()
    {
        var shown = $"a\uFFFDb{new string('c', 57)}…";

        Assert.That(
            Problems(("LastEventId", "a\nb" + new string('c', 100))),
            Is.EqualTo(new[] { $"Feeds:feed:LastEventId is '{shown}', which is invalid. Set it to an ID without line breaks or U+0000." }));
    }

    [Test]
    public void All_invalid_keys_are_reported_at_once() => Assert.That(
        Problems(("IdleTimeout", "x"), ("Jitter", "x"), ("Uri", null)).Select(problem => problem.Split(' ')[0]),
        Is.EquivalentTo(new[] { "Feeds:feed:IdleTimeout", "Feeds:feed:Jitter", "Feeds:feed:Uri" }));

    private static string[] Problems(params (string Key, string? Value)[] entries)
    {
        var isComplete = entries.Length == 0 || entries.Any(entry => entry.Key.StartsWith("Uri", StringComparison.OrdinalIgnoreCase));
        var all = isComplete ? entries : [("Uri", TestClients.Url), .. entries];
        return [.. Assert.Throws<OptionsValidationException>(() => TestClients.Read(all)).Failures];
    }
}
