using System.Globalization;
using System.Numerics;
using System.Reactive.Concurrency;
using System.Text;
using Sse.Reactive;

namespace Sse.Fuzz.Tests;

/// <summary>
/// <c>Retry-After</c> is read as RFC 9110 (10.2.3, 5.6.7) defines it, any other value never fails, and no value makes a delay beyond the
/// limit. Input: the header, and on a second line <c>Date</c>, in Latin-1.
/// </summary>
internal static class RetryAfterTarget
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly string[] Dates =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM dd HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy",
    ];

    public static void Run(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n', 2);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = lines[0] };
        if (lines.Length > 1)
        {
            headers["Date"] = lines[1];
        }

        var response = new SseResponseException(503, headers);
        var actual = RetryAfter.In(response, Now);
        var text = lines[0].Trim(' ', '\t');
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            var seconds = BigInteger.Parse(text, CultureInfo.InvariantCulture);
            Law.Same(seconds <= int.MaxValue ? TimeSpan.FromSeconds((int)seconds) : TimeSpan.MaxValue, actual, "seconds");
        }
        else if (DateOf(text) is { } date)
        {
            // A Date in another form is the platform's to read.
            if (lines.Length == 1 || DateOf(lines[1].Trim(' ', '\t')) is not null)
            {
                Law.Same(date - (DateOf(lines.ElementAtOrDefault(1)?.Trim(' ', '\t')) ?? Now), actual, "date");
            }
        }
        else
        {
            Law.Holds(actual is null || text.Any(char.IsAsciiDigit), "a delay has a number");
        }

        var options = new SseOptions { Jitter = 0, Scheduler = new HistoricalScheduler(Now) };
        var delay = Backoff.Delay(new(response) { ConsecutiveFailures = 1, ReconnectionTime = options.ReconnectionTime }, options);
        Law.Holds(delay >= TimeSpan.Zero && delay <= options.MaxReconnectDelay, "a delay is within the limit");
        Law.Holds(actual is not { } asked || asked <= TimeSpan.Zero || delay == asked || delay == options.MaxReconnectDelay, "as asked");
    }

    private static DateTimeOffset? DateOf(string? text) =>
        DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;
}
