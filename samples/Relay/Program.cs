using System.CommandLine;
using Relay;

var url = new Argument<string?>("url")
{
    Description = "The event stream to relay. Default: the sample's own thermometer.",
    Arity = ArgumentArity.ZeroOrOne,
};
var type = new Option<string>("--type")
{
    Description = "The type of the events to relay.",
    DefaultValueFactory = _ => SseEvent.DefaultType,
};
var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 picks any free port.", DefaultValueFactory = _ => 5081 };
port.Validators.Add(result =>
{
    if (!int.TryParse(result.Tokens is [var token] ? token.Value : "0", out var value) || value is not (>= 0 and <= 65535))
    {
        result.AddError("--port: expected a number from 0 to 65535.");
    }
});

var command = new RootCommand("Relays the changed values of one upstream stream to any number of clients.") { url, type, port };
command.SetAction((parsed, cancellationToken) =>
    ChangeRelay.RunAsync(parsed.GetValue(url), parsed.GetValue(type)!, parsed.GetValue(port), cancellationToken));
return await command.Parse(args).InvokeAsync();
