using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Sse.Tool;

/// <summary>Parses the command line, runs the command and returns its exit code.</summary>
internal static class CommandLine
{
    private const string About = """
        curl for event streams: prints Server-Sent Events as they arrive. When the connection is lost, it reconnects and resumes.
        Events are written to standard output, connection changes to standard error.

        Exit codes:
        0    success: the stream ended, --take, --until, --until-type or --for stopped it, or the output pipe was closed
        1    the request was refused, there was an error within the stream (with --json, --until, --until-type or --expect), the stream
             broke and cannot be resumed, or a local file, port or output failed
        2    invalid arguments
        3    ended before --take, --until or --until-type was reached
        130  Ctrl+C
        143  SIGTERM
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Parse(arguments);
        var errors = Errors(parsed);
        if (errors.Count == 0)
        {
            return await InvokeAsync(parsed);
        }

        foreach (var error in errors)
        {
            WriteError(error);
        }

        return (int)ExitCode.BadArguments;
    }

    public static ParseResult Parse(string[] arguments)
    {
        var listen = new ListenArguments();
        var root = new RootCommand(About);
        listen.AddTo(root);
        var helpOption = root.Options.OfType<HelpOption>().Single();
        helpOption.Action = new HelpOfCommand((HelpAction)helpOption.Action!, listen.Url);
        root.Subcommands.Add(new ServeArguments().Command(ServeCommand.RunAsync));
        root.SetAction(async (parsed, _) =>
        {
            ListenRequest request;
            try
            {
                request = await listen.ReadAsync(parsed);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                WriteError($"--data: expected a readable file. {error.Message}");
                return (int)ExitCode.BadArguments;
            }

            return (int)await ListenCommand.RunAsync(request);
        });

        // "@file" is a request body here, not a response file with further arguments.
        // The parser drops an empty value after "=", and --cors without a value would allow all origins.
        // It takes a first argument whose last path segment is the command's name, such as http://host/sse, for the program's own path: the
        // name comes first.
        var words = arguments.SelectMany<string, string>(word => word == "--cors=" ? ["--cors", ""] : [word]);
        return root.Parse([root.Name, .. words], new() { ResponseFileTokenReplacer = null });
    }

    /// <summary>
    /// The error messages, one line each. If an option is unknown, only that is reported: the words around it may be its values.
    /// </summary>
    public static IReadOnlyList<string> Errors(ParseResult parsed) => UnknownOptions.Find(parsed).ToList() is { Count: > 0 } unknown
        ? unknown
        : [.. parsed.Errors.Select(error => Printable.Line(error.Message) + Hint(error))];

    /// <summary>Runs the command, or writes its help or the version.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            await using var output = OutputStream.OpenOutput();
            return await parsed.InvokeAsync(new()
            {
                Output = output,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ClosedPipeException)
        {
            return (int)ExitCode.Done;
        }
        catch (IOException error)
        {
            WriteError(error.Message);
            return (int)ExitCode.Failed;
        }
    }

    private static void WriteError(string text)
    {
        try
        {
            Console.Error.WriteLine($"sse: {text}");
        }
        catch (IOException)
        {
            // There is no output left to report this to.
        }
    }

    /// <summary>Adds the option's description to the parser's own messages, which do not say what the option is for.</summary>
    private static string Hint(ParseError error)
    {
        if (error.SymbolResult is OptionResult { Option: { Description: { } description, Name: var name } option }
            && !error.Message.StartsWith(name + ":", StringComparison.Ordinal))
        {
            return $" {name}{(option.HelpName is { } value ? " " + value : "")}: {description}";
        }

        return error.Message.StartsWith("Unrecognized", StringComparison.Ordinal) ? " See sse --help." : "";
    }
}
