using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StatusMonitor;

var urls = new Argument<string[]>("urls") { Description = "The event streams to watch. Without one: a server of the sample's own, which misbehaves.", Arity = ArgumentArity.ZeroOrMore };
var seconds = new Option<double?>("--seconds") { Description = "How long to watch. Default: until Ctrl+C; 20 with the sample's own server.", CustomParser = Seconds };
var idle = new Option<double?>("--idle") { Description = "How many seconds of silence make a connection a lost one. Default: 60; 1.5 with the sample's own server.", CustomParser = Seconds };

var command = new RootCommand("Shows the life of event streams: states, attempts, causes, waits, rates.") { urls, seconds, idle };
command.SetAction(async (parsed, cancellationToken) =>
{
    var places = parsed.GetValue(urls) ?? [];
    await using var server = places.Length == 0 ? await MoodyServer.StartAsync() : null;
    var streams = server?.Streams ?? [.. places.SelectMany(Stream)];
    if (streams.Count < places.Length)
    {
        return 1;
    }

    var time = parsed.GetValue(seconds) ?? (server is null ? null : 20);
    using var limit = time is { } length ? new CancellationTokenSource(TimeSpan.FromSeconds(length)) : new();
    using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
    var silence = TimeSpan.FromSeconds(parsed.GetValue(idle) ?? (server is null ? 60 : 1.5));
    await Watch.RunAsync(streams, new() { IdleTimeout = silence }, stop.Token);
    return 0;
});
return await command.Parse(args).InvokeAsync();

static double? Seconds(ArgumentResult result)
{
    if (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.1 and <= 86400))
    {
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} takes a number from 0.1 to 86400.");
    }

    return value;
}

// The name leaves out user info and query, which may hold secrets.
static IEnumerable<(string Name, Uri Uri)> Stream(string url)
{
    if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
    {
        return [(uri.Authority + uri.AbsolutePath, uri)];
    }

    Console.Error.WriteLine($"'{url}' is no absolute http or https URL.");
    return [];
}
