using System.CommandLine;
using System.Globalization;
using Quickstart;

var url = new Argument<string?>("url")
{
    Description = "The event stream to print until Ctrl+C. Default: a demo with its own server.",
    Arity = ArgumentArity.ZeroOrOne,
};
var type = new Option<string?>("--type") { Description = "With a URL: print only events of this type." };
var seconds = new Option<double>("--seconds")
{
    Description = "How long the demo runs, in seconds.",
    DefaultValueFactory = _ => 10,
    CustomParser = result =>
    {
        if (!double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 1 and <= 3600))
        {
            result.AddError("--seconds: expected a number from 1 to 3600.");
        }

        return value;
    },
};

var command =
    new RootCommand("Prints Server-Sent Events from an IObservable, across connections that keep breaking.") { url, type, seconds };
command.SetAction((parsed, cancellationToken) => parsed.GetValue(url) is { } uri
    ? StreamViewer.RunAsync(uri, parsed.GetValue(type), cancellationToken)
    : Demo.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken));
return await command.Parse(args).InvokeAsync();
