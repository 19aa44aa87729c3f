using System.Globalization;

namespace Sse.Reactive.AspNetCore.Testing;

/// <content>What is expected and found, in words.</content>
public abstract partial class SseStoreContract
{
    private static string DataOf(SsePage page) => string.Join(' ', page.Events.Select(e => e.Value.Data));

    private static string Numbers(int from, int to) => string.Join(' ', Enumerable.Range(from, Math.Max(0, to - from + 1)));

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string Quote(string text)
    {
        var start = text.Length <= 160 ? text : $"{text[..60]}…{text[^20..]}";
        start = start.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return text.Length <= 160 ? $"'{start}'" : $"'{start}' ({text.Length} characters)";
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        DateTimeOffset time => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Show(SsePage page)
    {
        var gap = page.Gap is { } found
            ? $"a gap ({found.Reason}, {(found.Count is { } count ? $"{count} missing" : "no count")}, after {Quote(found.After)})"
            : "no gap";
        var events = page.Events.Count switch
        {
            0 => "no events",
            1 => $"the event {Quote(DataOf(page))}",
            var number => $"the {number} events {Quote(DataOf(page))}",
        };
        return $"{events} with {gap}, the floor {Quote(page.Floor)}{(page.HasMore ? ", HasMore" : "")}";
    }

    /// <param name="expected">What was expected, to follow "expected".</param>
    /// <param name="found">What was found, to follow "found".</param>
    /// <param name="mistake">The mistake of a store that most often leads to it.</param>
    /// <param name="cause">What the store has thrown.</param>
    private SseStoreContractException Failure(string expected, string found, string mistake, Exception? cause = null) =>
        new($"The store breaks the rule {_rule}: expected {expected}, but found {found}. Likely mistake: {mistake}.", cause);

    private void Expect(bool isMet, string expected, string found, string mistake)
    {
        if (!isMet)
        {
            throw Failure(expected, found, mistake);
        }
    }

    private void ExpectEqual<T>(T found, T expected, string what, string mistake) =>
        Expect(EqualityComparer<T>.Default.Equals(found, expected), $"{what} to be {Show(expected)}", Show(found), mistake);

    /// <summary>A page without a gap.</summary>
    private void ExpectPage(SsePage page, string data, string what, string mistake, bool? hasMore = null)
    {
        var more = hasMore switch { true => ", with HasMore", false => ", without HasMore", null => "" };
        Expect(
            DataOf(page) == data && page.Gap is null && (hasMore ?? page.HasMore) == page.HasMore,
            $"{what} to be {(data.Length == 0 ? "no events" : $"the events {Quote(data)}")} without a gap{more}",
            Show(page),
            mistake);
    }

    /// <param name="page">A page that was read after an ID.</param>
    /// <param name="after">That ID.</param>
    /// <param name="where">What the ID is, to follow "after".</param>
    /// <param name="reason">The reason that the gap must have; <see langword="null"/> if it may have any.</param>
    /// <param name="count">How many events are missing; <see langword="null"/> if the gap must not have a count.</param>
    /// <param name="mistake">The mistake if there is no such gap.</param>
    private void ExpectGap(SsePage page, string after, string where, SseGapReason? reason, long? count, string mistake)
    {
        Expect(
            page.Gap is { } gap && gap.Reason == (reason ?? gap.Reason),
            reason is null ? $"a gap after {where}" : $"a gap with the reason {reason} after {where}",
            Show(page),
            page.Gap is null ? mistake
                : reason == SseGapReason.Expired ? "an ID before the oldest event held is taken for unknown, whatever its position"
                : "the position of an ID is used, without a proof of its event");
        Expect(
            page.Gap?.After == after,
            $"After of a gap to be the ID that was given to ReadAsync, {Quote(after)}, after {where}",
            Show(page),
            "the ID is missing from the gap, or is written anew from its parts");
        if (page.Gap?.Count is { } found)
        {
            Expect(
                page.Gap?.Reason != SseGapReason.Unknown && count is not null,
                $"no count in the gap after {where}",
                Show(page),
                "the position in an ID is used, although the topic has never assigned it; how many events are missing is then unknown");
            Expect(
                found == count,
                $"a count of {count}, or none, in the gap after {where}",
                $"{found}",
                "the event of the ID, or the first event held, is counted too");
        }
    }

    /// <summary>A page after a gap begins after its floor, which is a position to resume from.</summary>
    private async Task ExpectEventsAfterGapAsync(Node store, string topic, SsePage page, string where, string? data = null)
    {
        Expect(
            data is null || DataOf(page) == data,
            $"the events {Quote(data ?? "")} to follow the gap after {where}",
            Show(page),
            "the page does not begin with the oldest event held");
        var again = await store.ReadAsync(topic, page.Floor, new(Math.Max(1, page.Events.Count))).ConfigureAwait(false);
        ExpectPage(
            again,
            DataOf(page),
            $"what is read after the floor {Quote(page.Floor)} of a page with a gap, after {where},",
            "the floor of the page is the ID given, and not the position before its first event, from which a client resumes");
    }
}
