using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>A phrase that confuses readers, and plain words for it.</summary>
/// <param name="Pattern">The phrase as a regular expression of whole words. A space matches any white space, line breaks too.</param>
/// <param name="Instead">Plain words for it.</param>
internal sealed record BannedPhrase(string Pattern, string Instead)
{
    private readonly Regex _regex = new(
        $@"(?<!\w)(?:{Pattern.Replace(" ", @"\s+", StringComparison.Ordinal)})(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Every occurrence of the phrase in a text: its index, and the words found.</summary>
    public IEnumerable<(int Index, string Found)> In(string text) =>
        _regex.Matches(text).Select(match => (match.Index, Regex.Replace(match.Value, @"\s+", " ")));
}
