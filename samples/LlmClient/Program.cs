using System.CommandLine;
using System.Text;
using LlmClient;

var prompt = new Argument<string>("prompt") { Description = "The question.", DefaultValueFactory = _ => "What is an event stream?" };
var url = new Option<string?>("--url")
{
    Description = "The API endpoint, such as https://example.com/v1/chat/completions. Default: LLM_URL, or else the sample's own server.",
};
var api = new Option<LlmApi>("--api") { Description = "The API of the endpoint.", DefaultValueFactory = _ => LlmApi.Chat };
var key = new Option<string?>("--key")
{
    Description = "The API key. Default: LLM_API_KEY, which is safer: other users of the machine can see command-line arguments.",
};
var model = new Option<string?>("--model")
{
    Description = "The model. Default: LLM_MODEL. The sample's own server has fluent, busy and cut; without a model, it shows them all.",
};
prompt.Validators.Add(result =>
{
    // A misspelled option must not be sent as a question, which costs money.
    if (result.Tokens is [{ Value: ['-', ..] text }] && args.TakeWhile(argument => argument != "--").Contains(text))
    {
        result.AddError($"Unknown option '{text}'. To ask a question that starts with '-', put '--' before it.");
    }
});

var command = new RootCommand("Asks a language model and prints the answer as it arrives.") { prompt, url, api, key, model };
command.SetAction(async (parsed, cancellationToken) =>
{
    Console.OutputEncoding = Encoding.UTF8;
    var endpoint = parsed.GetValue(url) ?? Environment.GetEnvironmentVariable("LLM_URL");
    var name = parsed.GetValue(model) ?? Environment.GetEnvironmentVariable("LLM_MODEL");
    if (endpoint is null)
    {
        await using var server = await LlmServer.StartAsync();
        return name is null
            ? await Demo.RunAsync(server, parsed.GetValue(prompt)!, cancellationToken)
            : await AskAsync(server.UrlOf(parsed.GetValue(api)), name);
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
        var conversation = new Conversation(parsed.GetValue(api).Create(), Console.Out, Console.Error);
        var credentials = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("LLM_API_KEY");
        return (int)await conversation.RunAsync(new(uri, credentials, name, parsed.GetValue(prompt)!), cancellationToken);
    }
});
return await command.Parse(args).InvokeAsync();
