using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>Invalid values of the options for delays and limits: rejected, with the name of the option.</summary>
public class ReconnectOptionsTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private static IEnumerable<TestCaseData> Refused()
    {
        foreach (var time in new[] { TimeSpan.FromTicks(-1), Longest + TimeSpan.FromTicks(1), TimeSpan.MaxValue, Timeout.InfiniteTimeSpan })
        {
            yield return Case(nameof(SseOptions.ReconnectionTime), $"{time}", () => new() { ReconnectionTime = time });
            yield return Case(nameof(SseOptions.MaxReconnectDelay), $"{time}", () => new() { MaxReconnectDelay = time });
            yield return Case(nameof(SseOptions.MaxBackoffDelay), $"{time}", () => new() { MaxBackoffDelay = time });
            yield return Case(nameof(SseOptions.BackoffResetAfter), $"{time}", () => new() { BackoffResetAfter = time });
            yield return Case(nameof(SseOptions.MaxDowntime), $"{time}", () => new() { MaxDowntime = time });
            yield return Case(nameof(SseOptions.IdleTimeout), $"{time}", () => new() { IdleTimeout = time });
            yield return Case(nameof(SseOptions.EventTimeout), $"{time}", () => new() { EventTimeout = time });
        }

        yield return Case(nameof(SseOptions.IdleTimeout), "0", () => new() { IdleTimeout = TimeSpan.Zero });
        yield return Case(nameof(SseOptions.EventTimeout), "0", () => new() { EventTimeout = TimeSpan.Zero });
        foreach (var part in new[] { -0.01, 1.01, double.NaN, double.PositiveInfinity })
        {
            yield return Case(nameof(SseOptions.Jitter), $"{part}", () => new() { Jitter = part });
        }

        yield return Case(nameof(SseOptions.MaxConsecutiveFailures), "0", () => new() { MaxConsecutiveFailures = 0 });
        yield return Case(nameof(SseOptions.MaxConsecutiveFailures), "-1", () => new() { MaxConsecutiveFailures = -1 });
        yield return Case(nameof(SseOptions.Random), "null", () => new() { Random = null! });
        yield return Case(nameof(SseOptions.ReconnectPolicy), "null", () => new() { ReconnectPolicy = null! });
        yield return Case(nameof(SseOptions.SensitiveHeaders), "null", () => new() { SensitiveHeaders = null! });
        yield return Case(nameof(SseOptions.Scheduler), "null", () => new() { Scheduler = null! });
        yield return Case(nameof(SseOptions.LastEventId), "null", () => new() { LastEventId = null! });

        static TestCaseData Case(string property, string value, Func<SseOptions> make) =>
            new TestCaseData(property, make).SetName($"{property}_{value}_is_refused");
    }

    [TestCaseSource(nameof(Refused))]
    public void Is_refused(string property, Func<SseOptions> make) =>
        Assert.That(() => make(), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(property));

    [Test]
    public void Accepts_the_limits_of_the_ranges() => Assert.DoesNotThrow(() => _ = new SseOptions
    {
        ReconnectionTime = TimeSpan.Zero,
        MaxReconnectDelay = Longest,
        MaxBackoffDelay = TimeSpan.Zero,
        BackoffResetAfter = TimeSpan.Zero,
        MaxDowntime = TimeSpan.FromTicks(1),
        IdleTimeout = TimeSpan.FromTicks(1),
        EventTimeout = Longest,
        Jitter = 1,
        MaxConsecutiveFailures = 1,
    });

    [Test]
    public void Defaults_are_as_documented()
    {
        var options = new SseOptions();

        Assert.That(options.ReconnectionTime, Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(options.MaxReconnectDelay, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(options.MaxBackoffDelay, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That(options.BackoffResetAfter, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(options.Jitter, Is.EqualTo(0.25));
        Assert.That(options.ReconnectPolicy, Is.SameAs(SseReconnect.Default));
        Assert.That(
            new object?[] { options.MaxConsecutiveFailures, options.MaxDowntime, options.IdleTimeout, options.EventTimeout },
            Has.All.Null);
    }

    [Test]
    [NotForNetStandard("It has no Random.Shared; the client uses its own.")]
    public void The_default_random_is_shared() => Assert.That(new SseOptions().Random, Is.SameAs(Random.Shared));
}
