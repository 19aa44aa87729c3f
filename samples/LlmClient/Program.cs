using System.CommandLine;
using System.Text;
using LlmClient;

var prompt = new Argument<string>("prompt") { Description = "The question.", DefaultValueFactory = _ => "What is an event stream?" };
var url = new Option<string?>("--url")
{
    Description = "The API endpoint, such as https://example.com/v1/chat/completions. Default: LLM_URL, or else samples/LlmServer, in-process.",
};
var api = new Option<LlmApi>("--api") { Description = "The API of the endpoint.", DefaultValueFactory = _ => LlmApi.Chat };
var key = new Option<string?>("--key")
{
    Description = "The API key. Default: LLM_API_KEY, which is safer: other users of the machine can see command-line arguments.",
};
var model = new Option<string?>("--model")
{
    Description = "The model. Default: LLM_MODEL. samples/LlmServer has scripted and others; without a model, some of them are shown.",
};
var background = new Option<bool>("--background")
{
    Description = "With --api responses: the answer goes on if the connection is lost, and its rest is requested.",
};
prompt.Validators.Add(result =>
{
    // A misspelled option must not be sent as a question, which costs money.
    if (result.Tokens is [{ Value: ['-', ..] text }] && args.TakeWhile(argument => argument != "--").Contains(text))
    {
        result.AddError($"Unknown option '{text}'. To ask a question that starts with '-', put '--' before it.");
    }
});

var command = new RootCommand("Asks a language model and prints the answer as it arrives.") { prompt, url, api, key, model, background };
command.SetAction(async (parsed, cancellationToken) =>
{
    Console.OutputEncoding = Encoding.UTF8;
    var endpoint = parsed.GetValue(url) ?? Environment.GetEnvironmentVariable("LLM_URL");
    var name = parsed.GetValue(model) ?? Environment.GetEnvironmentVariable("LLM_MODEL");
    if (endpoint is null)
    {
        if (name is null)
        {
            return await Demo.RunAsync(parsed.GetValue(prompt)!, cancellationToken);
        }

        await using var server = Demo.CreateServer();
        await server.StartAsync(cancellationToken);
        return await AskAsync(Demo.UrlOf(server, parsed.GetValue(api)), name);
    }

    if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
    {
        await Console.Error.WriteLineAsync($"--url: expected an absolute http or https URL, not '{endpoint}'.");
        return (int)Outcome.NoAnswer;
    }

    if (name is null)
    {
        await Console.Error.WriteLineAsync("Missing model. Set --model or LLM_MODEL.");
        return (int)Outcome.NoAnswer;
    }

    return await AskAsync(uri, name);

    async Task<int> AskAsync(Uri uri, string name)
    {
        var conversation = new Conversation(parsed.GetValue(api).Create(parsed.GetValue(background)), Console.Out, Console.Error);
        var credentials = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("LLM_API_KEY");
        return (int)await conversation.RunAsync(new(uri, credentials, name, parsed.GetValue(prompt)!), cancellationToken);
    }
});
return await command.Parse(args).InvokeAsync();
