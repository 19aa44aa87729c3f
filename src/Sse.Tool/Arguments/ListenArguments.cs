using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sse.Tool;

/// <summary>The arguments of <c>sse URL</c>.</summary>
internal sealed class ListenArguments
{
    private readonly Argument<Uri?> _url = new("URL")
    {
        Description = "The event stream.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ArgumentParsers.Url,
    };

    private readonly Option<string[]> _type = new("--type", "-t")
    {
        HelpName = "TYPE",
        Description = "Print only events of this type: of the event, or the type of its JSON data. Repeatable.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<JsonPath?> _json = new("--json")
    {
        HelpName = "PATH",
        Description = "Print the value at this path of the JSON data, such as .choices[0].delta.content or .[\"any name\"][-1]. "
            + "Use . for the whole document, [] for all items of an array. Strings are printed without quotes.",
        CustomParser = ArgumentParsers.Path,
    };

    private readonly Option<bool> _join = new("--join", "-j") { Description = "With --json: print no line breaks between values." };

    private readonly Option<bool> _raw = new("--raw") { Description = "Print only the data, unchanged." };

    private readonly Option<bool> _ndjson = new("--ndjson")
    {
        Description = "Print one JSON object per line: {\"type\":…,\"id\":…,\"data\":…}. sse serve --ndjson reads this format.",
    };

    private readonly Option<(string Name, string Value)[]?> _header = new("--header", "-H")
    {
        HelpName = "'NAME: VALUE'",
        Description = "Add a request header. Repeatable.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ArgumentParsers.Headers,
    };

    private readonly Option<HttpMethod?> _method = new("--request", "-X")
    {
        HelpName = "METHOD",
        Description = "The request method. Default: GET, or POST with -d.",
        CustomParser = ArgumentParsers.Method,
    };

    private readonly Option<string?> _data = new("--data", "-d")
    {
        HelpName = "BODY",
        Description = "The request body: text, @FILE, or - for standard input. A JSON object or array is sent as application/json.",
    };

    private readonly Option<string?> _lastEventId = new("--last-event-id")
    {
        HelpName = "ID",
        Description = "Resume after the event with this ID.",
        CustomParser = ArgumentParsers.LastEventId,
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        HelpName = "FILE",
        Description = "Save the ID of the last printed event to this file, and resume after it on the next run.",
    };

    private readonly Option<bool> _insecure = new("--insecure", "-k")
    {
        Description = "Accept any server certificate. Redirects are not followed.",
    };

    private readonly Option<Uri[]?> _trust = new("--trust")
    {
        HelpName = "ORIGIN",
        Description = "Send the headers of -H and credentials also to this origin if a redirect leads there. Repeatable.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ArgumentParsers.Origins,
    };

    private readonly Option<bool> _http2 = new("--http2")
    {
        Description = "Use HTTP/2 only, also in clear text (http://). Default: over TLS, HTTP/2 if the server offers it.",
    };

    private readonly Option<bool> _anyType = new("--any-type")
    {
        Description = "Read the response as an event stream whatever its content type.",
    };

    private readonly Option<TimeSpan?> _idle = new("--idle")
    {
        HelpName = "TIME",
        Description = "Treat the connection as lost when nothing arrives for this long. Default: never.",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<int?> _maxEvent = new("--max-event")
    {
        HelpName = "SIZE",
        Description = "The maximum size of an event, such as 500k or 64M. Default: 16M.",
        CustomParser = ArgumentParsers.Size,
    };

    private readonly Option<bool> _noReconnect = new("--no-reconnect") { Description = "Connect once and never reconnect." };

    private readonly Option<int?> _retry = new("--retry")
    {
        HelpName = "N",
        Description = "Try again at most N times in a row, also if a request with a body was refused with 408, 425, 429 or 5xx. "
            + "Default: no limit; a request with a body is sent once.",
        CustomParser = ArgumentParsers.Retries,
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "With -d: when the stream ends or breaks, continue with GET and the last event ID, as MCP servers expect. "
            + "Stops at the response to a call of JSON-RPC.",
    };

    private readonly Option<int?> _take = new("--take", "-n")
    {
        HelpName = "N",
        Description = "Stop after printing N events.",
        CustomParser = ArgumentParsers.PositiveNumber,
    };

    private readonly Option<TimeSpan?> _for = new("--for")
    {
        HelpName = "TIME",
        Description = "Stop after this time, such as 500ms, 10s, 5m or 1.5h.",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<string?> _until = new("--until")
    {
        HelpName = "DATA",
        Description = "Stop at the first event, of any type, whose data equals DATA. It is not printed.",
    };

    private readonly Option<string[]> _untilType = new("--until-type")
    {
        HelpName = "TYPE",
        Description = "Stop at the first event of this type, such as message_stop: of the event, or the type of its JSON data. "
            + "It is not printed. Repeatable.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<JsonPath?> _expect = new("--expect")
    {
        HelpName = "PATH",
        Description = "Exit with 3 unless the JSON data of some event has a value at this path, such as .candidates[0].finishReason. With "
            + "--json: unless the last event that is printed, or one after it, has one.",
        CustomParser = ArgumentParsers.Path,
    };

    private readonly Option<bool> _stats = new("--stats")
    {
        Description = "Show a status line: events, time since the last event, events per second, bytes, reconnects.",
    };

    private readonly Option<JsonPath?> _lag = new("--lag")
    {
        HelpName = "PATH",
        Description = "With --stats: the path of a timestamp in the JSON data. The status line then shows the events' lag.",
        CustomParser = ArgumentParsers.Path,
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Report only failures on standard error." };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Also report the status and headers of responses, comments, retry fields, IDs without events and lines that are no "
            + "fields.",
    };

    /// <summary>The argument of the root command, which the parser's help also shows in the usage of its subcommands.</summary>
    public Argument Url => _url;

    public void AddTo(RootCommand command)
    {
        command.Arguments.Add(_url);
        foreach (var option in new Option[]
        {
            _type, _json, _join, _raw, _ndjson, _header, _method, _data, _lastEventId, _checkpoint, _insecure, _trust, _http2, _anyType,
            _idle, _maxEvent, _noReconnect, _retry, _resume, _take, _for, _until, _untilType, _expect, _stats, _lag, _quiet, _verbose,
        })
        {
            command.Options.Add(option);
        }

        _type.Validators.Add(ArgumentParsers.Type);
        _checkpoint.Validators.Add(result => ValidatePath(result, path => path));
        _data.Validators.Add(result => ValidatePath(result, RequestBody.FileOf));
        command.Validators.Add(Validate);
    }

    /// <exception cref="IOException">The body cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The body's file may not be read.</exception>
    public async Task<ListenRequest> ReadAsync(ParseResult parsed)
    {
        var data = parsed.GetValue(_data);
        ReadOnlyMemory<byte>? body = data is null
            ? default(ReadOnlyMemory<byte>?) // a bare null would convert to an empty body
            : await RequestBody.ReadAsync(data, Console.OpenStandardInput);
        return new(parsed.GetValue(_url)!)
        {
            Method = parsed.GetValue(_method) ?? (data is null ? HttpMethod.Get : HttpMethod.Post),
            Headers = parsed.GetValue(_header) ?? [],
            Body = body,
            Types = parsed.GetValue(_type) ?? [],
            Format = FormatOf(parsed),
            JsonPath = parsed.GetValue(_json),
            IsJoined = parsed.GetValue(_join),
            LastEventId = parsed.GetValue(_lastEventId) ?? "",
            CheckpointFile = parsed.GetValue(_checkpoint),
            Take = parsed.GetValue(_take),
            Duration = parsed.GetValue(_for),
            Until = parsed.GetValue(_until),
            UntilTypes = parsed.GetValue(_untilType) ?? [],
            Expected = parsed.GetValue(_expect),
            IdleTimeout = parsed.GetValue(_idle),
            MaxEventBytes = parsed.GetValue(_maxEvent),
            Reconnects = !parsed.GetValue(_noReconnect),
            ResumesWithGet = parsed.GetValue(_resume),
            Call = parsed.GetValue(_resume) ? JsonRpcCall.Of(body) : null, // without it, a server's end is the end
            MaxRetries = parsed.GetValue(_retry),
            IsInsecure = parsed.GetValue(_insecure),
            TrustedOrigins = parsed.GetValue(_trust) ?? [],
            IsHttp2 = parsed.GetValue(_http2),
            AcceptsAnyType = parsed.GetValue(_anyType),
            HasStats = parsed.GetValue(_stats),
            LagPath = parsed.GetValue(_lag),
            IsQuiet = parsed.GetValue(_quiet),
            IsVerbose = parsed.GetValue(_verbose),
        };
    }

    private OutputFormat FormatOf(ParseResult parsed) => parsed switch
    {
        _ when parsed.GetValue(_raw) => OutputFormat.Raw,
        _ when parsed.GetValue(_ndjson) => OutputFormat.Ndjson,
        _ when parsed.GetValue(_json) is not null => OutputFormat.JsonValue,
        _ => OutputFormat.Default,
    };

    private static void ValidatePath(OptionResult result, Func<string, string?> pathOf)
    {
        if (result.Tokens is [{ Value: var value }] && pathOf(value) is { } path)
        {
            FilePath.Validate(result, result.Option.Name, path);
        }
    }

    private void Validate(CommandResult result)
    {
        Require(
            result.GetResult(_url) is { Tokens.Count: > 0 },
            "Expected a URL, such as sse https://example.com/events, or a command: sse serve. See sse --help.");
        Require(new[] { _json, _raw, (Option)_ndjson }.Count(IsGiven) <= 1, "--json, --raw and --ndjson cannot be combined. Choose one.");
        Require(!IsGiven(_join) || IsGiven(_json), "--join requires --json PATH.");
        Require(!IsGiven(_lag) || IsGiven(_stats), "--lag requires --stats.");
        Require(!IsGiven(_retry) || !IsGiven(_noReconnect), "--retry and --no-reconnect cannot be combined. Choose one.");
        Require(!IsGiven(_resume) || IsGiven(_data) || IsGiven(_method), "--resume requires -d: a GET is resumed anyway.");
        Require(!IsGiven(_resume) || !IsGiven(_noReconnect), "--resume and --no-reconnect cannot be combined. Choose one.");
        Require(!IsGiven(_trust) || !IsGiven(_insecure), "--trust and --insecure cannot be combined: redirects are then not followed.");
        Require(!IsGiven(_quiet) || !IsGiven(_verbose), "--quiet and --verbose cannot be combined. Choose one.");

        void Require(bool isValid, string error)
        {
            if (!isValid)
            {
                result.AddError(error);
            }
        }

        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
    }
}
