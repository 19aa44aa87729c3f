namespace Sse.Reactive;

/// <summary>The headers of requests: those of <see cref="SseOptions.Headers"/>, and those of an event stream.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns an immutable copy whose names are compared without case. Values may be secret: no message contains them.</summary>
    /// <exception cref="ArgumentException">A header cannot be sent, so that every attempt would fail.</exception>
    public static IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> headers, string property)
    {
        var validated = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            var error = ErrorOf(header.Key, header.Value);
            validated.Add(header.Key, error is null ? header.Value : throw new ArgumentException(error, property));
        }

        return validated;
    }

    /// <returns>Why a header cannot be sent with every request; <see langword="null"/> if it can.</returns>
    public static string? ErrorOf(string name, string? value)
    {
        using var request = new HttpRequestMessage();
        return name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase)
            ? $"{LastEventIdHeader.Name} is sent by the client itself. Set LastEventId instead."
            : !request.Headers.TryAddWithoutValidation(name, "")
                ? IsOfContent(name)
                    ? $"'{name}' describes the content of a request. Set it on the content, in SseOptions.RequestFactory; "
                        + "SseRequest.PostJson sets it for JSON."
                    : $"'{name}' is not a valid name of a request header."
            : value is null || value.Any(c => c is (< ' ' and not '\t') or > '~')
                ? $"The value of the header {name} is invalid: it must be ASCII without control characters."
            : null;
    }

    private static bool IsOfContent(string name)
    {
        using var content = new ByteArrayContent([]);
        return content.Headers.TryAddWithoutValidation(name, "");
    }

    /// <summary>Adds the headers that a request does not have yet.</summary>
    public static void Complete(
        HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, string lastEventId, bool isBrowser)
    {
        foreach (var header in headers)
        {
            AddIfMissing(request, header.Key, header.Value);
        }

        AddIfMissing(request, "Accept", SseResponse.EventStream);
        if (isBrowser)
        {
            BrowserFetch.Prepare(request);
        }
        else
        {
            AddIfMissing(request, "Cache-Control", "no-cache");
        }

        if (lastEventId.Length > 0)
        {
            AddIfMissing(request, LastEventIdHeader.Name, isBrowser ? LastEventIdHeader.ToByteString(lastEventId) : lastEventId);
        }
    }

    /// <summary>Avoids the typed header collections: the handler keeps the request as long as the connection.</summary>
    private static void AddIfMissing(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.NonValidated.Contains(name))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
