using System.CommandLine;
using Sse.Tool.Json;
using Sse.Tool.Listening;

namespace Sse.Tool.Arguments;

/// <summary>The arguments of <c>sse URL</c>.</summary>
internal sealed class ListenArguments
{
    private readonly Argument<Uri?> _url = new("URL") { Description = "The event stream.", Arity = ArgumentArity.ZeroOrOne, CustomParser = Expect.Url };

    private readonly Option<string[]> _type = new("--type", "-t") { HelpName = "TYPE", Description = "Only events of this type. Several: --type a --type b.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<JsonPath?> _json = new("--json") { HelpName = "PATH", Description = "Only what stands at this place of the data's JSON: .choices[0].delta.content or .[\"any name\"][-1]; . is all of it. Strings without quotes.", CustomParser = Expect.Path };
    private readonly Option<bool> _join = new("--join", "-j") { Description = "With --json: no line break between the values." };
    private readonly Option<bool> _raw = new("--raw") { Description = "Only the data, as it came." };
    private readonly Option<bool> _ndjson = new("--ndjson") { Description = "An object a line: {\"type\":…,\"id\":…,\"data\":…}. What sse serve --ndjson reads." };

    private readonly Option<(string Name, string Value)[]?> _header = new("--header", "-H") { HelpName = "'NAME: VALUE'", Description = "A header of the request. May be repeated.", Arity = ArgumentArity.OneOrMore, CustomParser = Expect.Headers };
    private readonly Option<HttpMethod?> _method = new("--request", "-X") { HelpName = "METHOD", Description = "The method. Default: GET; POST with -d.", CustomParser = Expect.Method };
    private readonly Option<string?> _data = new("--data", "-d") { HelpName = "BODY", Description = "The request's body: text, @FILE, or - for standard input. A JSON object or array is sent as application/json." };
    private readonly Option<string?> _lastEventId = new("--last-event-id") { HelpName = "ID", Description = "Resume after this event.", CustomParser = Expect.LastEventId };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { HelpName = "FILE", Description = "Remember there what was printed, and resume after it the next time." };
    private readonly Option<bool> _insecure = new("--insecure", "-k") { Description = "Any certificate will do. Redirects are not followed then." };
    private readonly Option<TimeSpan?> _idle = new("--idle") { HelpName = "TIME", Description = "Silence for this long is a lost connection. Default: never.", CustomParser = Expect.Duration };
    private readonly Option<int?> _maxEvent = new("--max-event") { HelpName = "SIZE", Description = "How large an event may be: 500k, 64M. Default: 16M.", CustomParser = Expect.Size };
    private readonly Option<bool> _noReconnect = new("--no-reconnect") { Description = "One connection, and no other after it." };

    private readonly Option<int?> _take = new("--take", "-n") { HelpName = "N", Description = "End after N events were printed.", CustomParser = Expect.PositiveNumber };
    private readonly Option<TimeSpan?> _for = new("--for") { HelpName = "TIME", Description = "End after this time: 500ms, 10s, 5m, 1.5h.", CustomParser = Expect.Duration };
    private readonly Option<string?> _until = new("--until") { HelpName = "DATA", Description = "End at the event, of any type, whose data is this; it is not printed." };

    private readonly Option<bool> _stats = new("--stats") { Description = "A live line below: events, events a second, bytes, reconnects, and how long ago the last one came." };
    private readonly Option<JsonPath?> _lag = new("--lag") { HelpName = "PATH", Description = "With --stats: where in the data stands when the event was made, so that its lag can be shown.", CustomParser = Expect.Path };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Nothing of the connection's life, only failures." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Comments, retry and IDs without events too." };

    public void AddTo(RootCommand command)
    {
        command.Arguments.Add(_url);
        foreach (var option in new Option[]
        {
            _type, _json, _join, _raw, _ndjson, _header, _method, _data, _lastEventId, _checkpoint, _insecure, _idle, _maxEvent, _noReconnect, _take, _for, _until, _stats, _lag, _quiet, _verbose,
        })
        {
            command.Options.Add(option);
        }

        _type.Validators.Add(Expect.Type);
        _checkpoint.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("--checkpoint: expected the path of a file, not ''.");
            }
        });
        command.Validators.Add(result =>
        {
            void Need(bool isGood, string message)
            {
                if (!isGood)
                {
                    result.AddError(message);
                }
            }

            bool Has(Option option) => result.GetResult(option) is { Implicit: false };

            Need(result.GetResult(_url) is { Tokens.Count: > 0 }, "Expected a URL, such as sse https://example.com/events, or sse serve. See sse --help.");
            Need(new[] { _json, _raw, (Option)_ndjson }.Count(Has) <= 1, "--json, --raw and --ndjson: expected one of them.");
            Need(!Has(_join) || Has(_json), "--join: expected with --json PATH.");
            Need(!Has(_lag) || Has(_stats), "--lag: expected with --stats.");
            Need(!Has(_quiet) || !Has(_verbose), "--quiet and --verbose: expected one of them.");
        });
    }

    /// <exception cref="IOException">The body cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The body cannot be read.</exception>
    public async Task<Ask> ReadAsync(ParseResult parsed)
    {
        var data = parsed.GetValue(_data);
        return new(parsed.GetValue(_url)!)
        {
            Method = parsed.GetValue(_method) ?? (data is null ? HttpMethod.Get : HttpMethod.Post),
            Headers = parsed.GetValue(_header) ?? [],
            Body = data is null ? default(ReadOnlyMemory<byte>?) : await RequestBody.ReadAsync(data, Console.OpenStandardInput), // null alone would become an empty body
            Types = parsed.GetValue(_type) ?? [],
            Output = parsed.GetValue(_raw) ? OutputKind.Raw : parsed.GetValue(_ndjson) ? OutputKind.Ndjson : parsed.GetValue(_json) is null ? OutputKind.Readable : OutputKind.Json,
            Json = parsed.GetValue(_json),
            IsJoined = parsed.GetValue(_join),
            LastEventId = parsed.GetValue(_lastEventId) ?? "",
            Checkpoint = parsed.GetValue(_checkpoint),
            Take = parsed.GetValue(_take),
            For = parsed.GetValue(_for),
            Until = parsed.GetValue(_until),
            Idle = parsed.GetValue(_idle),
            MaxEvent = parsed.GetValue(_maxEvent),
            Reconnects = !parsed.GetValue(_noReconnect),
            IsInsecure = parsed.GetValue(_insecure),
            HasStats = parsed.GetValue(_stats),
            Lag = parsed.GetValue(_lag),
            IsQuiet = parsed.GetValue(_quiet),
            IsVerbose = parsed.GetValue(_verbose),
        };
    }
}
