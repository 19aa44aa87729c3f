using System.CommandLine;
using System.CommandLine.Parsing;
using Sse.Reactive.DependencyInjection;

namespace Sse.Tool.Arguments;

/// <summary>Words that begin with <c>-</c> and that no option claims: the parser would take the first for a URL or a file.</summary>
internal static class UnknownOptions
{
    /// <summary>A sentence for each.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);
        var names = parsed.CommandResult.Command.Options.Select(option => option.Name.TrimStart('-')).ToList();
        return arguments.Concat(parsed.UnmatchedTokens)
            .Where(word => word is ['-', _, ..])
            .Select(word => word.Split('=')[0]) // what follows may be a secret
            .Distinct()
            .Select(name => $"{Output.Printable.Short(name, 40)} is no option.{(NearestName.Of(name.TrimStart('-'), names) is { } nearest ? $" Did you mean --{nearest}?" : "")} See {Help(parsed)}.");
    }

    private static string Help(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "sse --help" : $"sse {parsed.CommandResult.Command.Name} --help";
}
