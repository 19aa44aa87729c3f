using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StatusMonitor;

var urls = new Argument<string[]>("urls")
{
    Description = "The event streams to watch. Default: the sample's own server, which simulates faults.",
    Arity = ArgumentArity.ZeroOrMore,
};
var seconds = new Option<double?>("--seconds")
{
    Description = "How long to watch, in seconds. Default: until Ctrl+C; 20 with the sample's own server.",
    CustomParser = Seconds,
};
var idle = new Option<double?>("--idle")
{
    Description = "The idle timeout in seconds: reconnect after this much silence. Default: 60; 1.5 with the sample's own server.",
    CustomParser = Seconds,
};

var command = new RootCommand("Shows event streams live: state, attempts, delays, event rates, and why connections were lost.")
{
    urls, seconds, idle,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var arguments = parsed.GetValue(urls) ?? [];
    await using var server = arguments.Length == 0 ? await FaultyServer.StartAsync() : null;
    var streams = server?.Streams ?? [.. arguments.SelectMany(Stream)];
    if (streams.Count < arguments.Length)
    {
        return 1;
    }

    var time = parsed.GetValue(seconds) ?? (server is null ? null : 20);
    using var limit = time is { } length ? new CancellationTokenSource(TimeSpan.FromSeconds(length)) : new();
    using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
    var idleTimeout = TimeSpan.FromSeconds(parsed.GetValue(idle) ?? (server is null ? 60 : 1.5));
    await StreamMonitor.RunAsync(streams, new() { IdleTimeout = idleTimeout }, stop.Token);
    return 0;
});
return await command.Parse(args).InvokeAsync();

static double? Seconds(ArgumentResult result)
{
    if (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.1 and <= 86400))
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: expected a number from 0.1 to 86400.");
    }

    return value;
}

// The name omits user info and query, which may hold secrets.
static IEnumerable<(string Name, Uri Uri)> Stream(string url)
{
    if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
    {
        return [(uri.Authority + uri.AbsolutePath, uri)];
    }

    Console.Error.WriteLine($"urls: expected absolute http or https URLs, not '{url}'.");
    return [];
}
