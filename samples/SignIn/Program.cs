using System.CommandLine;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.Extensions.Hosting;
using SignIn;

var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 picks any free port.", DefaultValueFactory = _ => 5081 };
var lifetime = new Option<double>("--ticket-lifetime")
{
    Description = "How long a ticket is valid, in seconds.",
    DefaultValueFactory = _ => 30,
};
var command = new RootCommand("Serves a page whose event stream requires signing in, by cookie or by ticket.") { port, lifetime };
command.SetAction(async (parsed, cancellationToken) =>
{
    var ticks = new SseTopic("ticks", new() { ReplayFromOldest = true });
    using var clock = Observable.Interval(TimeSpan.FromMilliseconds(250))
        .Select(n => new SseEvent((n + 1).ToString(CultureInfo.InvariantCulture)))
        .Subscribe(ticks);
    await using var app = SignInApp.Create(ticks, parsed.GetValue(port), TimeSpan.FromSeconds(parsed.GetValue(lifetime)));
    try
    {
        await app.StartAsync(cancellationToken);
    }
    catch (IOException error)
    {
        Console.Error.WriteLine($"{error.Message} Choose another port with --port, or any free one with --port 0.");
        return 1;
    }

    Console.WriteLine($"Open {app.Urls.Single()} in a browser, and sign in with any name. Press Ctrl+C to stop the server.");
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
});
return await command.Parse(args).InvokeAsync();
