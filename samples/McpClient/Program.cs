using System.CommandLine;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpClient;

var url = new Argument<string>("URL") { Description = "The MCP endpoint, such as http://127.0.0.1:5090/mcp." };
var tool = new Option<string?>("--call") { Description = "The tool to call. Without it, the tools are listed." };
var arguments = new Option<string>("--arguments") { Description = "The tool's arguments, a JSON object.", DefaultValueFactory = _ => "{}" };
var listen = new Option<double>("--listen") { Description = "For how many seconds notifications of the server are printed at the end." };
var command = new RootCommand("Lists or calls the tools of an MCP server.") { url, tool, arguments, listen };
command.SetAction(async (parsed, cancellationToken) =>
{
    if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
    {
        Console.Error.WriteLine("URL: expected an absolute http or https URL.");
        return 1;
    }

    if (parsed.GetValue(listen) is not (>= 0 and <= 86400))
    {
        Console.Error.WriteLine("--listen: expected a number of seconds from 0 to 86400.");
        return 1;
    }

    using var http = new HttpClient(SseHttpHandler.Create()) { Timeout = Timeout.InfiniteTimeSpan };
    try
    {
        var session = await McpSession.BeginAsync(uri, http, cancellationToken);
        try
        {
            if (parsed.GetValue(tool) is { } name)
            {
                var parameters = new JsonObject
                {
                    ["name"] = name,
                    ["arguments"] = JsonNode.Parse(parsed.GetValue(arguments)!),
                    ["_meta"] = new JsonObject { ["progressToken"] = 1 },
                };
                await session.Call("tools/call", parameters).Do(Print).LastAsync().ToTask(cancellationToken);
            }
            else
            {
                Print(await session.CallAsync("tools/list", cancellationToken: cancellationToken));
            }

            if (parsed.GetValue(listen) is > 0 and var seconds)
            {
                await session.Listen().Do(Print).TakeUntil(Observable.Timer(TimeSpan.FromSeconds(seconds))).LastOrDefaultAsync()
                    .ToTask(cancellationToken);
            }
        }
        finally
        {
            await session.EndAsync();
        }

        return 0;
    }
    catch (Exception error) when (error is McpException or SseException or HttpRequestException
        or JsonException or InvalidOperationException) // the last one: a message with a member of another type than MCP's
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();

static void Print(JsonObject message) => Console.WriteLine(message.ToJsonString());
