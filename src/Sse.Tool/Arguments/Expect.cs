using System.CommandLine;
using System.CommandLine.Parsing;
using Sse.Tool.Json;

namespace Sse.Tool.Arguments;

/// <summary>What arguments become, and what is said of those that become nothing: what was expected.</summary>
internal static class Expect
{
    public static Uri? Url(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        // User info and query may hold secrets, and this may end in a log.
        var hint = !text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate("http://" + text, UriKind.Absolute, out var guess) && guess.Host.Length > 0
            ? $" Is it http://{guess.Authority}{guess.AbsolutePath} ?"
            : " Such as https://example.com/events";
        result.AddError($"URL: expected an absolute http or https URL.{hint}");
        return null;
    }

    public static int? PositiveNumber(ArgumentResult result) => Number(result, 1, int.MaxValue, $"a whole number from 1 to {int.MaxValue}");

    public static int? Port(ArgumentResult result) => Number(result, 0, 65535, "a port from 0 (any that is free) to 65535");

    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (Durations.TryParse(result.Tokens[0].Value, out var time))
        {
            return time;
        }

        Refuse(result, Durations.Expected);
        return null;
    }

    public static int? Size(ArgumentResult result)
    {
        if (Sizes.TryParse(result.Tokens[0].Value, out var size))
        {
            return size;
        }

        Refuse(result, Sizes.Expected);
        return null;
    }

    /// <summary>Types are of one line, and never empty.</summary>
    public static void Type(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.Length == 0 || !FieldValue.IsValid(token.Value)))
        {
            result.AddError($"--type: expected a type such as price, without line breaks, not '{Output.Printable.Short(token.Value, 40)}'.");
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
                // Its value may be a secret.
                result.AddError($"{NameOf(result)}: expected 'Name: value' in ASCII{(name.Length > 0 ? $", where '{Output.Printable.Short(name, 40)}: …' is given" : "")}.");
                return null;
            }

            headers.Add((name, value));
        }

        return [.. headers];
    }

    public static HttpMethod? Method(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IsToken(text))
        {
            return new(text.ToUpperInvariant());
        }

        Refuse(result, "a method such as POST");
        return null;
    }

    /// <summary>IDs are of one line.</summary>
    public static string? LastEventId(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (FieldValue.IsValid(text))
        {
            return text;
        }

        Refuse(result, "an ID without line breaks");
        return null;
    }

    /// <summary>RFC 9110, 5.6.2.</summary>
    private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static int? Number(ArgumentResult result, int min, int max, string expected)
    {
        if (int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(result, expected);
        return null;
    }

    private static void Refuse(ArgumentResult result, string expected) =>
        result.AddError($"{NameOf(result)}: expected {expected}, not '{Output.Printable.Short(result.Tokens[0].Value, 40)}'.");

    private static string NameOf(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
}
