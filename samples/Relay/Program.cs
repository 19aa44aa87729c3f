using System.CommandLine;
using Relay;

var url = new Argument<string?>("url") { Description = "The event stream to relay. Without one: a thermometer of the sample's own.", Arity = ArgumentArity.ZeroOrOne };
var type = new Option<string>("--type") { Description = "The type of the events to relay.", DefaultValueFactory = _ => SseEvent.DefaultType };
var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 for any free one.", DefaultValueFactory = _ => 5081 };
port.Validators.Add(result =>
{
    if (!int.TryParse(result.Tokens is [var token] ? token.Value : "0", out var value) || value is not (>= 0 and <= 65535))
    {
        result.AddError("--port takes a number from 0 to 65535.");
    }
});

var command = new RootCommand("Upstream's events, but for those that say nothing new, to any number of clients over one connection.") { url, type, port };
command.SetAction((parsed, cancellationToken) => ChangeRelay.RunAsync(parsed.GetValue(url), parsed.GetValue(type)!, parsed.GetValue(port), cancellationToken));
return await command.Parse(args).InvokeAsync();
