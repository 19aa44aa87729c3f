using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// Decides what is an error within a stream. With an end or a value that must arrive, the stream is an answer: whatever arrives before its
/// end and is no part of it is an error, so that an end mark does not make it look whole. Otherwise only <c>--json</c> finds errors, in
/// events without the value that was asked for.
/// </summary>
internal sealed class ErrorCheck(ListenRequest request)
{
    private const string TypeField = "event:";

    /// <summary>What the JSON of an event may have if it has no part of the value: it says what it is, or reports the usage.</summary>
    private static readonly string[] Kinds = ["type", "object", "event", "method", "usage", "usageMetadata"];

    /// <summary>Types that the caller names are no errors.</summary>
    private readonly string[] _expected = [.. request.Types, .. request.UntilTypes];

    /// <summary>Whether the stream must reach its end.</summary>
    public bool IsAnswer => request is not { Until: null, UntilTypes.Count: 0, Expected: null, Call: null };

    /// <param name="e">The event.</param>
    /// <param name="isEnd">Whether it is the end mark.</param>
    /// <returns>What is wrong; <see langword="null"/> if nothing is.</returns>
    public string? Find(SseEvent e, bool isEnd)
    {
        if (!IsAnswer && request.Format != OutputFormat.JsonValue)
        {
            return null;
        }

        if (IsAnswer && e.Type == SseGap.EventType)
        {
            return "The answer has a gap: events are missing"; // also if its data does not say how many
        }

        using var json = JsonText.TryParse(e.Data);
        return !IsAnswer && json is not null && request.Prints(e) && !request.JsonPath!.IsRoot && HasText(json.RootElement) ? null
            : ServerError.Find(e, json?.RootElement, _expected) is { } error ? $"The server reported an error: {error}"
            : IsAnswer && !isEnd && request.JsonPath is { } path && IsForeign(e, json, path)
                ? Foreign(e.Data.Length == 0 ? "an event without data, where JSON was expected" : e.Data)
            : IsAnswer && json is not null && request.JsonPath is { } text && request.Prints(e) && !IsUnicode(json.RootElement, text)
                ? Foreign($"a text with half of a surrogate pair, in {e.Data}")
            : null;
    }

    /// <returns>What is wrong; <see langword="null"/> if nothing is.</returns>
    public string? Find(SseSignal.LinesIgnored lines)
    {
        var foreign = lines.Text.Split('\n').Where(line => !IsHarmless(line)).ToList();
        return IsAnswer && foreign.Count > 0 ? Foreign(string.Join(' ', foreign)) : null;
    }

    /// <summary>Whether the lines have a type that is the end. Some servers send it without data: <c>event: complete</c>.</summary>
    public bool IsEnd(SseSignal.LinesIgnored lines) =>
        lines.Text.Split('\n').Any(line => TypeOf(line) is { } type && request.UntilTypes.Contains(type));

    /// <summary>Whether the event has the value that is printed.</summary>
    public bool HasText(SseEvent e)
    {
        using var json = JsonText.TryParse(e.Data);
        return json is not null && HasText(json.RootElement);
    }

    private static string? TypeOf(string line) => !line.StartsWith(TypeField, StringComparison.Ordinal) ? null
        : line[TypeField.Length..] is [' ', .. var type] ? type
        : line[TypeField.Length..];

    private static string Foreign(string text) => $"This is no part of the answer: {text}";

    private static bool IsUnicode(JsonElement json, JsonPath path) => path.FindAll(json).All(JsonText.IsUnicode);

    /// <summary>A type without data, such as that of a heartbeat, unless it is one of an error or a gap.</summary>
    private bool IsHarmless(string line) =>
        TypeOf(line) is { } type and not SseGap.EventType && (!ServerError.IsKind(type) || _expected.Contains(type));

    private bool HasText(JsonElement json) => request.JsonPath!.FindAll(json).Any(value => JsonText.Value(value).Length > 0);

    private bool IsForeign(SseEvent e, JsonDocument? json, JsonPath path)
    {
        var hasNoType = e.Type == SseEvent.DefaultType;
        return e.Data.Length == 0 ? hasNoType && e.LastEventId.Length == 0 // else it only has a type, or an ID
            : json is null ? hasNoType || request.Prints(e)
            : hasNoType && !path.BeginsIn(json.RootElement) && !HasKind(json.RootElement);
    }

    private static bool HasKind(JsonElement json) => Kinds.Any(name => new JsonPathSegment(name).Find(json) is not null);
}
