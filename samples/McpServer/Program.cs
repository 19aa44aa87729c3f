using System.CommandLine;
using System.Net.Sockets;
using McpServer;
using Microsoft.Extensions.Hosting;

var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 picks any free port.", DefaultValueFactory = _ => 5090 };
var age = new Option<double>("--connection-age")
{
    Description = "After how many seconds a connection is closed; the client then resumes.",
    DefaultValueFactory = _ => 300,
};
var retry = new Option<int>("--retry")
{
    Description = "How many milliseconds the client waits before it resumes.",
    DefaultValueFactory = _ => 1000,
};
var command = new RootCommand("Serves tools over MCP (streamable HTTP, revision 2025-11-25).") { port, age, retry };
command.SetAction(async (parsed, cancellationToken) =>
{
    var invalid = parsed.GetValue(port) is not (>= 0 and <= 65535) ? "--port: expected a number from 0 to 65535."
        : parsed.GetValue(age) is not (>= 0.001 and <= 86400) ? "--connection-age: expected a number of seconds from 0.001 to 86400."
        : parsed.GetValue(retry) < 0 ? "--retry: expected a number of milliseconds, at least 0."
        : null;
    if (invalid is not null)
    {
        Console.Error.WriteLine(invalid);
        return 1;
    }

    await using var app = McpApp.Create(parsed.GetValue(port), new()
    {
        UnfinishedEnd = SseUnfinishedEnd.Resume, // an answer to a POST is resumed by a GET
        MaxConnectionAge = TimeSpan.FromSeconds(parsed.GetValue(age)),
        ReconnectionTime = TimeSpan.FromMilliseconds(parsed.GetValue(retry)),
        ShutdownSpread = TimeSpan.Zero,
    });
    try
    {
        await app.StartAsync(cancellationToken);
    }
    catch (Exception error) when (error is IOException or SocketException)
    {
        Console.Error.WriteLine($"{error.Message} Choose another port with --port, or any free one with --port 0.");
        return 1;
    }

    Console.WriteLine($"The MCP endpoint is {app.Urls.Single()}/mcp. Press Ctrl+C to stop.");
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null }); // the host has its own
