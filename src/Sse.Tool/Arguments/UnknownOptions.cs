using System.CommandLine;
using System.CommandLine.Parsing;
using Sse.Reactive.DependencyInjection;

namespace Sse.Tool;

/// <summary>
/// Finds words that look like options but are not defined. The parser would take the first of them as the URL or the file.
/// </summary>
internal static class UnknownOptions
{
    private const int MaxQuoted = 40;

    /// <summary>One error message for each unknown option.</summary>
    public static IEnumerable<string> Find(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);
        var names = parsed.CommandResult.Command.Options.Select(option => option.Name.TrimStart('-')).ToList();
        return arguments.Concat(parsed.UnmatchedTokens)
            .Where(word => word is ['-', _, ..])
            .Select(word => word.Split('=')[0]) // the value may be a secret
            .Distinct()
            .Select(name => $"Unknown option {Printable.Truncated(name, MaxQuoted)}.{Suggestion(name, names)} See {HelpCommand(parsed)}.");
    }

    private static string Suggestion(string name, List<string> names) =>
        NearestName.Of(name.TrimStart('-'), names) is { } nearest ? $" Did you mean --{nearest}?" : "";

    private static string HelpCommand(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "sse --help" : $"sse {parsed.CommandResult.Command.Name} --help";
}
