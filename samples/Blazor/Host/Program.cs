using System.CommandLine;
using Blazor.Host;

var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 picks any free port.", DefaultValueFactory = _ => 5081 };
var stream = new Option<string?>("--stream") { Description = "The URL of the stream that Blazor Server shows; this server's by default." };
var command = new RootCommand("Serves a stream of prices, and pages of Blazor that show it.") { port, stream };
command.SetAction(async (parsed, cancellationToken) =>
{
    using var feed = new PricePublisher();
    await using var app = BlazorApp.Create(feed.Topic, new(parsed.GetValue(stream)), parsed.GetValue(port));
    try
    {
        await app.StartAsync(cancellationToken);
    }
    catch (IOException error)
    {
        Console.Error.WriteLine($"{error.Message} Choose another port with --port, or any free one with --port 0.");
        return 1;
    }

    Console.WriteLine($"Open {app.Urls.Single()} in a browser. Press Ctrl+C to stop the server; start it again to see the page reconnect.");
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync();
