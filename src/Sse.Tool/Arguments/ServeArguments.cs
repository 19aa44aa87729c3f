using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Sse.Tool.Serving;

namespace Sse.Tool.Arguments;

/// <summary>The arguments of <c>sse serve</c>.</summary>
internal sealed class ServeArguments
{
    private readonly Argument<string> _file = new("FILE") { Description = "What to serve, a line an event; - is standard input, the default.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "-" };
    private readonly Option<int?> _port = new("--port", "-p") { HelpName = "PORT", Description = "Default: 8000. 0 is any that is free; the URL is told.", CustomParser = Expect.Port };
    private readonly Option<IPAddress?> _host = new("--host") { HelpName = "ADDRESS", Description = "Where to listen. Default: 127.0.0.1, for this machine alone; 0.0.0.0 is for the network.", CustomParser = Address };
    private readonly Option<string?> _cors = new("--cors") { HelpName = "ORIGIN", Description = "Pages of other origins may listen: of this one, such as https://example.com, or of all.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _ndjson = new("--ndjson") { Description = "Each line is an object, {\"type\":…,\"id\":…,\"data\":…}; all but data may be left out, and data may be any JSON." };
    private readonly Option<string?> _type = new("--type", "-t") { HelpName = "TYPE", Description = "The events' type. Default: message." };
    private readonly Option<int?> _history = new("--history") { HelpName = "N", Description = "How many of the latest events are replayed to who comes late. Default: 10000.", CustomParser = Expect.PositiveNumber };

    public Command Command(Func<Offer, Task<ExitCode>> run)
    {
        _cors.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not "*" and var origin }] && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin))
            {
                result.AddError("--cors: expected an origin such as https://example.com, without a path; or nothing, for all.");
            }
        });
        _type.Validators.Add(Expect.Type);
        _file.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var file }] && file.Contains("://", StringComparison.Ordinal))
            {
                result.AddError("FILE: expected a file, or - for standard input, not a URL. To serve a stream's events again: sse URL --ndjson | sse serve --ndjson");
            }
        });
        var command = new Command("serve", "Serves lines as an event stream with replay: a pipe to any browser.") { _file, _port, _host, _cors, _ndjson, _type, _history };
        command.Validators.Add(result =>
        {
            if (result.Parent is CommandResult root && root.Children.OfType<ArgumentResult>().Any(url => url.Tokens.Count > 0))
            {
                result.AddError("serve: expected no URL before it: sse serve [FILE].");
            }
        });
        command.SetAction(async (parsed, _) => (int)await run(new(parsed.GetValue(_file)!)
        {
            Port = parsed.GetValue(_port) ?? 8000,
            Address = parsed.GetValue(_host) ?? IPAddress.Loopback,
            Cors = parsed.GetResult(_cors) is { Implicit: false } ? parsed.GetValue(_cors) ?? "*" : null,
            IsNdjson = parsed.GetValue(_ndjson),
            Type = parsed.GetValue(_type) ?? SseEvent.DefaultType,
            History = parsed.GetValue(_history) ?? 10_000,
        }));
        return command;
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
