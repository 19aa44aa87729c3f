using System.Text;
using Sse.Protocol.Tests;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.AspNetCore.Postgres;
using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Fuzz.Tests;

/// <summary>
/// What others wrote into a store is delivered, or is a gap, and never stops a topic; IDs and gaps that clients send back are read as they
/// were written, and others are unknown. Input: what it is, and its parts.
/// </summary>
internal static class StoreTarget
{
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        var input = new Input(bytes);
        switch (input.Byte() % 5)
        {
            case 0:
                CheckEntries(ref input);
                break;

            case 1:
                CheckId(Encoding.UTF8.GetString(input.Rest()));
                break;

            case 2:
                CheckCombinedId(ref input);
                break;

            case 3:
                CheckGap(new(Encoding.UTF8.GetString(input.Rest()), SseGap.EventType));
                break;

            default:
                CheckRow(new(new(input.Text(), input.Text()), input.Text()));
                break;
        }
    }

    /// <summary>The entries of a stream in Redis: any fields, in any number, with any bytes.</summary>
    private static void CheckEntries(ref Input input)
    {
        var limit = new SsePageLimit(1 + (input.Byte() & 7), 1 + input.Byte());
        var entries = new List<StreamEntry>();
        for (ulong time = 1; !input.IsEmpty; time++)
        {
            var fields = new NameValueEntry[input.Byte() & 3];
            for (var i = 0; i < fields.Length; i++)
            {
                RedisValue name = (input.Byte() & 3) switch { 0 => "data", 1 => "type", 2 => "tag", _ => input.Bytes().ToArray() };
                fields[i] = new(name, input.Bytes().ToArray());
            }

            entries.Add(new($"{time}-{input.Byte()}", fields));
        }

        var reader = new PageReader(limit);
        reader.TryAdd([.. entries], expected: null);
        var page = reader.ToPage();
        Law.Holds(page.Events.Count >= Math.Min(1, entries.Count) && page.Events.Count <= limit.Events, "the number of events of a page");
        Law.Same(page.Events.Count < entries.Count, page.HasMore, "whether there is more");
        CheckDelivered(page);
    }

    /// <summary>A row in PostgreSQL: any text but U+0000.</summary>
    private static void CheckRow(SsePublishedEvent value)
    {
        try
        {
            StorableText.RequireEvent("topic", value);
        }
        catch (ArgumentException) when ($"{value.Value.Data}{value.Value.Type}{value.Tag}".Contains('\0', StringComparison.Ordinal))
        {
            return;
        }

        var id = new PostgresId(7, 42).ToString();
        CheckDelivered(new([new(value.Value with { LastEventId = id }, default, value.Tag)], "6.41"));
    }

    /// <summary>Each event is sent as it is stored, or else a gap of one event.</summary>
    private static void CheckDelivered(SsePage page)
    {
        var before = page.Floor;
        foreach (var (stored, entry) in page.Events.Zip(StorePage.Of(page).Entries))
        {
            var canBeSent = stored.Value.Type.IndexOfAny(['\r', '\n', '\0']) < 0;
            var expected = canBeSent
                ? RoundTrip.Expected(stored.Value)
                : new SseGap(SseGapReason.Expired, 1, before).ToEvent(stored.Value.LastEventId);
            Law.SameSequence([expected], Feeding.Events([entry.Encoded.Bytes]), "the event as it is sent");
            var other = entry.Encoded.WithId("other");
            Law.SameSequence([expected with { LastEventId = "other" }], Feeding.Events([other.Bytes]), "the event with another ID");
            Law.Same(stored.Tag, entry.Tag, "the tag");
            before = stored.Value.LastEventId;
        }
    }

    private static void CheckId(string id)
    {
        if (RedisPosition.TryParse(id) is { } position)
        {
            Law.Same(id, position.ToString(), "a position in Redis");
        }

        if (PostgresId.TryParse(id) is { } known)
        {
            Law.Same(known, PostgresId.TryParse(known.ToString()), "an ID in PostgreSQL");
            Law.Holds(known is { Position: >= 0, Nonce: >= 0 }, "no ID is negative");
        }

        if (CombinedId.TryParse(id) is { } parts)
        {
            Law.Holds(parts.All(part => part.Value.Length > 0), "no topic starts without an ID");
        }
    }

    private static void CheckCombinedId(ref Input input)
    {
        var ids = new Dictionary<string, string>();
        var parts = new List<string>();
        while (!input.IsEmpty)
        {
            var (name, id) = (input.Text(), input.Text());
            if (name.Length > 0 && id.Length > 0 && ids.TryAdd(name, id))
            {
                parts.Add(CombinedId.PartOf(CombinedId.NameOf(name), id));
            }
        }

        var combined = string.Join(' ', parts);
        var read = CombinedId.TryParse(combined);
        Law.Holds(Ascii.IsValid(combined), "a header carries a combined ID");
        Law.SameSequence(ids.Keys.Select(Storable).Distinct(), read!.Keys, "the topics of a combined ID");
        foreach (var (name, id) in ids.Where(pair => Storable(pair.Key) == pair.Key))
        {
            Law.Holds(read[name] == Storable(id) || read[name] == " ", "the ID in a topic, or one that is unknown");
        }
    }

    private static void CheckGap(SseEvent e)
    {
        if (SseGap.TryRead(e, out var gap))
        {
            Law.Holds(SseGap.TryRead(gap.ToEvent("9"), out var again), "a gap is read back");
            Law.Same(gap, again, "the gap that is read back");
        }
    }

    private static string Storable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
