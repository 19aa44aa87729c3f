namespace Sse.Reactive;

/// <summary>The headers of <see cref="SseOptions.Headers"/>: such that no attempt fails for them.</summary>
internal static class RequestHeaders
{
    /// <summary>A copy that nobody changes, with names that are compared without case. Values may be secrets: no message shows them.</summary>
    public static IReadOnlyDictionary<string, string> Checked(IReadOnlyDictionary<string, string> headers, string property)
    {
        var kept = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            kept.Add(header.Key, WhyNotSent(header.Key, header.Value) is { } reason ? throw new ArgumentException(reason, property) : header.Value);
        }

        return kept;
    }

    /// <summary>Why a header cannot be one of every request; <see langword="null"/> if it can.</summary>
    public static string? WhyNotSent(string name, string? value)
    {
        using var request = new HttpRequestMessage();
        return name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? $"{LastEventIdHeader.Name} is sent by the connection itself: set LastEventId."
            : !request.Headers.TryAddWithoutValidation(name, "") ? $"'{name}' is no name of a request's header."
            : value is null || value.Any(c => c is (< ' ' and not '\t') or > '~') ? $"The value of the header {name} cannot be sent: it has to be ASCII without control characters."
            : null;
    }
}
