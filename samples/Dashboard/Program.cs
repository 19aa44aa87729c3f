using System.CommandLine;
using Dashboard;
using Microsoft.Extensions.Hosting;

var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 for any free one.", DefaultValueFactory = _ => 5080 };
port.Validators.Add(result =>
{
    if (!int.TryParse(result.Tokens is [var token] ? token.Value : "0", out var value) || value is not (>= 0 and <= 65535))
    {
        result.AddError("--port takes a number from 0 to 65535.");
    }
});

var command = new RootCommand("A live page over Server-Sent Events: a chart, builds, a chat, and what becomes of them when the connection does not hold.") { port };
command.SetAction(async (parsed, cancellationToken) =>
{
    using var activity = new Activity();
    await using var site = Site.Of(activity, parsed.GetValue(port));
    try
    {
        await site.StartAsync(cancellationToken);
    }
    catch (IOException taken)
    {
        Console.Error.WriteLine(taken.Message);
        return 1;
    }

    Console.WriteLine($"Open {site.Urls.Single()} in a browser, in two tabs. Ctrl+C stops the server: start it again, and see the pages come back.");
    await site.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync();
