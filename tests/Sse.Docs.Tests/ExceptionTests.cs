using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary><c>docs/exceptions.md</c> has every exception of the packages, and no other one of that name.</summary>
public partial class ExceptionTests
{
    [Test]
    public void Every_exception_of_the_packages_is_in_a_table() =>
        Assert.That(Listed().Where(name => name.StartsWith("Sse", StringComparison.Ordinal)), Is.EquivalentTo(Declared()));

    private static IEnumerable<string> Listed() =>
        Row().Matches(RepositoryFiles.Read("docs/exceptions.md")).Select(row => row.Groups["name"].Value);

    private static IEnumerable<string> Declared() => RepositoryFiles.All("src", "Sse*Exception.cs")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => name != "SseException");

    [GeneratedRegex(@"^\| `(?<name>\w+Exception)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
