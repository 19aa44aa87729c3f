using System.CommandLine;
using System.CommandLine.Parsing;
using Sse.Tool.Listening;
using Sse.Tool.Serving;

namespace Sse.Tool.Arguments;

/// <summary>The command line, from its words to an exit code.</summary>
internal static class CommandLine
{
    private const string About = """
        curl for event streams: prints Server-Sent Events as they come, and reconnects and resumes when the connection is lost. Events go to the output, the connection's life to the error output.

        Exit codes: 0 done (over, --take, --until, --for, or nobody reads the output); 1 refused, broken off or failed; 2 bad arguments; 3 ended before --take or --until was reached; 130 Ctrl+C; 143 SIGTERM.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Parse(arguments);
        var problems = Problems(parsed);
        if (problems.Count == 0)
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync($"sse: {problem}");
        }

        return (int)ExitCode.BadArguments;
    }

    public static ParseResult Parse(string[] arguments)
    {
        var listen = new ListenArguments();
        var root = new RootCommand(About);
        listen.AddTo(root);
        root.Subcommands.Add(new ServeArguments().Command(Serve.RunAsync));
        root.SetAction(async (parsed, _) =>
        {
            Ask ask;
            try
            {
                ask = await listen.ReadAsync(parsed);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"sse: --data: expected a file that can be read. {error.Message}");
                return (int)ExitCode.BadArguments;
            }

            return (int)await Listen.RunAsync(ask);
        });

        // "@file" is a body here, and not a file of arguments.
        // The parser forgets what is empty behind "=", and --cors without a value is for all origins.
        return root.Parse([.. arguments.SelectMany<string, string>(word => word == "--cors=" ? ["--cors", ""] : [word])], new() { ResponseFileTokenReplacer = null });
    }

    /// <summary>What cannot be, a line each. Where an option is not known, the words around it may belong to it, and nothing is said of them.</summary>
    public static IReadOnlyList<string> Problems(ParseResult parsed) => UnknownOptions.Of(parsed).ToList() is { Count: > 0 } unknown
        ? unknown
        : [.. parsed.Errors.Select(error => Output.Printable.Line(error.Message) + Hint(error))];

    /// <summary>The parser's own messages do not say what an option is for.</summary>
    private static string Hint(ParseError error) => error.SymbolResult is OptionResult { Option: { Description: { } description, Name: var name } option }
        && !error.Message.StartsWith(name + ":", StringComparison.Ordinal)
            ? $" {name}{(option.HelpName is { } value ? " " + value : "")}: {description}"
            : error.Message.StartsWith("Unrecognized", StringComparison.Ordinal) ? " See sse --help." : "";
}
