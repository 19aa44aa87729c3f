namespace Sse.Reactive;

/// <summary>The <c>Content-Encoding</c> of a response (RFC 9110, 8.4).</summary>
internal static class ContentCoding
{
    /// <summary>Decoding removes a coding from the header, except in a browser, which shows scripts the header as it was sent.</summary>
    /// <returns>The codings that were not decoded; <see langword="null"/> if there are none.</returns>
    public static string? NotDecoded(IReadOnlyDictionary<string, string> headers)
    {
        if (OperatingSystem.IsBrowser() || !headers.TryGetValue("Content-Encoding", out var value))
        {
            return null;
        }

        var codings = string.Join(", ", value.Split(',').Select(coding => coding.Trim()).Where(IsCoding));
        return codings.Length > 0 ? codings : null;
    }

    /// <summary>Whether a name says that nothing was encoded. "none" is not registered, but servers send it.</summary>
    public static bool IsNone(string name) =>
        name.Equals("identity", StringComparison.OrdinalIgnoreCase) || name.Equals("none", StringComparison.OrdinalIgnoreCase);

    private static bool IsCoding(string name) => name.Length > 0 && !IsNone(name);
}
