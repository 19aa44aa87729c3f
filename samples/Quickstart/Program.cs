using System.CommandLine;
using System.Globalization;
using Quickstart;

var url = new Argument<string?>("url") { Description = "An event stream to watch until Ctrl+C. Without one: a demo with a server of its own.", Arity = ArgumentArity.ZeroOrOne };
var type = new Option<string?>("--type") { Description = "With a URL: show events of this type only." };
var seconds = new Option<double>("--seconds")
{
    Description = "How long the demo runs.",
    DefaultValueFactory = _ => 10,
    CustomParser = result =>
    {
        if (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 1 and <= 3600))
        {
            result.AddError("--seconds takes a number from 1 to 3600.");
        }

        return value;
    },
};

var command = new RootCommand("Server-Sent Events as IObservable: live events across a connection that keeps breaking.") { url, type, seconds };
command.SetAction((parsed, cancellationToken) => parsed.GetValue(url) is { } uri
    ? Watch.RunAsync(uri, parsed.GetValue(type), cancellationToken)
    : Demo.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken));
return await command.Parse(args).InvokeAsync();
