using System.CommandLine;
using Dashboard;
using Microsoft.Extensions.Hosting;

var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 picks any free port.", DefaultValueFactory = _ => 5080 };
port.Validators.Add(result =>
{
    if (!int.TryParse(result.Tokens is [var token] ? token.Value : "0", out var value) || value is not (>= 0 and <= 65535))
    {
        result.AddError("--port: expected a number from 0 to 65535.");
    }
});

var command = new RootCommand("Serves a live page over Server-Sent Events that survives lost connections.") { port };
command.SetAction(async (parsed, cancellationToken) =>
{
    using var topics = new DashboardTopics();
    await using var app = DashboardApp.Create(topics, parsed.GetValue(port));
    try
    {
        await app.StartAsync(cancellationToken);
    }
    catch (IOException error)
    {
        Console.Error.WriteLine($"{error.Message} Choose another port with --port, or any free one with --port 0.");
        return 1;
    }

    Console.WriteLine(
        $"Open {app.Urls.Single()} in two browser tabs. Press Ctrl+C to stop the server; start it again to see the pages reconnect.");
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync();
