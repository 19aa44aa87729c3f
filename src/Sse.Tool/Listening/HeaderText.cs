using System.Text.RegularExpressions;

namespace Sse.Tool;

/// <summary>Describes a response as <c>--verbose</c> reports it: the status and the headers, without secrets.</summary>
internal static partial class HeaderText
{
    private const int MaxLength = 200;

    private static readonly string[] Secrets =
        ["Authorization", "Authentication-Info", "Proxy-Authentication-Info", "Set-Cookie", "Set-Cookie2"];

    /// <summary>The words with which the names of other secrets end. <c>tokens</c> is not one: it counts the tokens of a model.</summary>
    private static readonly string[] SecretEndings = ["token", "secret", "password", "api-key"];

    /// <returns>A line for the status, and one for each header.</returns>
    public static IEnumerable<string> Of(int status, IReadOnlyDictionary<string, string> headers) =>
        headers.Select(header => $"{Printable.Truncated(header.Key, MaxLength)}: {Printable.Truncated(Value(header), MaxLength)}")
            .Prepend($"status: {status}");

    private static string Value(KeyValuePair<string, string> header) => header.Key switch
    {
        var name when Secrets.Contains(name, StringComparer.OrdinalIgnoreCase) => "(not shown)",
        var name when SecretEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) => "(not shown)",
        // The query and the user info of a URL may hold secrets.
        var name when name.EndsWith("Location", StringComparison.OrdinalIgnoreCase) =>
            UserInfo().Replace(header.Value.Split('?', '#')[0], "//"),
        var name when name.Equals("Link", StringComparison.OrdinalIgnoreCase) =>
            UserInfo().Replace(Query().Replace(header.Value, ">"), "//"),
        _ => header.Value,
    };

    [GeneratedRegex("//[^/>]*@")]
    private static partial Regex UserInfo();

    /// <summary>The query and the fragment of a URL in angle brackets.</summary>
    [GeneratedRegex("[?#][^>]*>")]
    private static partial Regex Query();
}
