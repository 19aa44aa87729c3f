using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Sse.Tool;

/// <summary>Parsers of argument values. An invalid value becomes an error that says what was expected.</summary>
internal static class ArgumentParsers
{
    private const int MaxQuoted = 40;
    private const int MaxRetries = 1_000_000;

    public static Uri? Url(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            result.AddError($"URL: expected an absolute http or https URL. {UrlHint(text)}");
            return null;
        }

        if (IPAddress.TryParse(uri.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            result.AddError(
                $"URL: {uri.Host} means all addresses of a machine: a server can listen on it, but no client can connect to it. "
                + "For this machine, use localhost.");
        }

        return uri;
    }

    public static int? PositiveNumber(ArgumentResult result) => Number(result, 1, int.MaxValue, $"a whole number from 1 to {int.MaxValue}");

    public static int? Retries(ArgumentResult result) => Number(result, 0, MaxRetries, $"a whole number from 0 to {MaxRetries}");

    public static int? Port(ArgumentResult result) => Number(result, 0, 65535, "a port from 0 (any free port) to 65535");

    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (Durations.TryParse(result.Tokens[0].Value, out var duration))
        {
            return duration;
        }

        AddError(result, Durations.Expected);
        return null;
    }

    public static int? Size(ArgumentResult result)
    {
        if (Sizes.TryParse(result.Tokens[0].Value, out var size))
        {
            return size;
        }

        AddError(result, Sizes.Expected);
        return null;
    }

    /// <summary>Validates <c>--type</c>: event types are not empty and have no line breaks.</summary>
    public static void Type(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.Length == 0 || !FieldValue.IsValid(token.Value)))
        {
            var quoted = Printable.Truncated(token.Value, MaxQuoted);
            result.AddError($"--type: expected a type such as price, without line breaks, not '{quoted}'.");
        }
    }

    public static JsonPath? Path(ArgumentResult result)
    {
        try
        {
            return JsonPath.Parse(result.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            result.AddError($"{NameOf(result)}: {error.Message}");
            return null;
        }
    }

    public static (string Name, string Value)[]? Headers(ArgumentResult result)
    {
        var headers = new List<(string, string)>();
        foreach (var token in result.Tokens)
        {
            var colon = token.Value.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? ("", "") : (token.Value[..colon], token.Value[(colon + 1)..].Trim(' '));
            if (!IsToken(name) || value.Any(c => c is < ' ' or > '~'))
            {
                // The value may be a secret: the message quotes the name only.
                var quoted = name.Length > 0 ? $", not '{Printable.Truncated(name, MaxQuoted)}: …'" : "";
                result.AddError($"{NameOf(result)}: expected 'Name: value' in ASCII{quoted}.");
                return null;
            }

            headers.Add((name, value));
        }

        return [.. headers];
    }

    public static Uri[]? Origins(ArgumentResult result)
    {
        var origins = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (!Uri.TryCreate(token.Value, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https")
                || uri.AbsolutePath != "/"
                || uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length > 0)
            {
                // A URL in its place may contain a secret: it is not quoted.
                result.AddError($"{NameOf(result)}: expected an origin such as https://example.com, without a path.");
                return null;
            }

            origins.Add(uri);
        }

        return [.. origins];
    }

    public static HttpMethod? Method(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IsToken(text))
        {
            return new(text.ToUpperInvariant());
        }

        AddError(result, "a method such as POST");
        return null;
    }

    public static string? LastEventId(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (FieldValue.IsValid(text))
        {
            return text;
        }

        AddError(result, "an ID without line breaks");
        return null;
    }

    /// <summary>Suggests a URL. User info and query may hold secrets and this message may be logged, so neither is quoted.</summary>
    private static string UrlHint(string text) =>
        !text.Contains("://", StringComparison.Ordinal)
        && Uri.TryCreate("http://" + text, UriKind.Absolute, out var guess)
        && guess.Host.Length > 0
            ? $"Did you mean 'http://{guess.Authority}{guess.AbsolutePath}'?"
            : "Example: https://example.com/events";

    /// <summary>Whether the text is a <c>token</c> as in RFC 9110, section 5.6.2.</summary>
    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static int? Number(ArgumentResult result, int min, int max, string expected)
    {
        if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        AddError(result, expected);
        return null;
    }

    private static void AddError(ArgumentResult result, string expected) =>
        result.AddError($"{NameOf(result)}: expected {expected}, not '{Printable.Truncated(result.Tokens[0].Value, MaxQuoted)}'.");

    private static string NameOf(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
}
