using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Sse.Tool;

/// <summary>The arguments of <c>sse serve</c>.</summary>
internal sealed class ServeArguments
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The file to serve, one event per line; - is standard input.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<int?> _port = new("--port", "-p")
    {
        HelpName = "PORT",
        Description = "The port to listen on; 0 picks any free port. The URL is printed. Default: 8000.",
        CustomParser = ArgumentParsers.Port,
    };

    private readonly Option<IPAddress?> _host = new("--host")
    {
        HelpName = "ADDRESS",
        Description = "The IP address to listen on. Default: 127.0.0.1, this machine only. Use 0.0.0.0 to serve the network.",
        CustomParser = Address,
    };

    private readonly Option<string?> _cors = new("--cors")
    {
        HelpName = "ORIGIN",
        Description = "Allow pages of this origin, such as https://example.com, to read the stream. Without a value: all origins.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _ndjson = new("--ndjson")
    {
        Description = "Read one JSON object per line: {\"type\":…,\"id\":…,\"data\":…}. Only data is required; it can be any JSON value.",
    };

    private readonly Option<string?> _type = new("--type", "-t")
    {
        HelpName = "TYPE",
        Description = "The event type. Default: message.",
    };

    private readonly Option<int?> _history = new("--history")
    {
        HelpName = "N",
        Description = "How many of the latest events are replayed to clients that connect later. Default: 10000.",
        CustomParser = ArgumentParsers.PositiveNumber,
    };

    public Command Command(Func<ServeRequest, Task<ExitCode>> run)
    {
        _cors.Validators.Add(ValidateOrigin);
        _type.Validators.Add(ArgumentParsers.Type);
        _file.Validators.Add(ValidateFile);
        var command = new Command("serve", "Serves lines of a file or of standard input as an event stream with replay.")
        {
            _file, _port, _host, _cors, _ndjson, _type, _history,
        };
        command.Validators.Add(ValidateNoUrl);
        command.SetAction(async (parsed, _) => (int)await run(new(parsed.GetValue(_file)!)
        {
            Port = parsed.GetValue(_port) ?? 8000,
            Address = parsed.GetValue(_host) ?? IPAddress.Loopback,
            CorsOrigin = parsed.GetResult(_cors) is { Implicit: false } ? parsed.GetValue(_cors) ?? "*" : null,
            IsNdjson = parsed.GetValue(_ndjson),
            Type = parsed.GetValue(_type) ?? SseEvent.DefaultType,
            History = parsed.GetValue(_history) ?? 10_000,
        }));
        return command;
    }

    private static void ValidateOrigin(OptionResult result)
    {
        if (result.Tokens is [{ Value: not "*" and var origin }]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https"
                && uri.GetLeftPart(UriPartial.Authority) == origin))
        {
            result.AddError(
                "--cors: expected an origin such as https://example.com, without a path. To allow all origins, use --cors alone.");
        }
    }

    private static void ValidateFile(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var file }])
        {
            return;
        }

        FilePath.Validate(result, "FILE", file);
        if (file.Contains("://", StringComparison.Ordinal))
        {
            result.AddError(
                "FILE: expected a file, or - for standard input, not a URL. To relay a stream: sse URL --ndjson | sse serve --ndjson");
        }
    }

    private static void ValidateNoUrl(CommandResult result)
    {
        if (result.Parent is CommandResult root && root.Children.OfType<ArgumentResult>().Any(url => url.Tokens.Count > 0))
        {
            result.AddError("serve: expected no URL before it. Usage: sse serve [FILE]");
        }
    }

    private static IPAddress? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var address = text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var parsed) ? parsed : null;
        if (address is null)
        {
            result.AddError("--host: expected an IP address, such as 127.0.0.1 or 0.0.0.0.");
        }

        return address;
    }
}
