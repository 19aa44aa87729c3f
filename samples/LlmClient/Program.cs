using System.CommandLine;
using System.Text;
using LlmClient;

var prompt = new Argument<string>("prompt") { Description = "The question.", DefaultValueFactory = _ => "What is an event stream?" };
var url = new Option<string?>("--url") { Description = "The API's endpoint, such as https://example.com/v1/chat/completions. Default: LLM_URL; without either, a server of the sample's own." };
var api = new Option<LlmApi>("--api") { Description = "Which API the endpoint speaks.", DefaultValueFactory = _ => LlmApi.Chat };
var key = new Option<string?>("--key") { Description = "The API's key. Default: LLM_API_KEY, where other users of the machine cannot see it." };
var model = new Option<string?>("--model") { Description = "The model. Default: LLM_MODEL. The sample's own server has: fluent, busy, cut. Without one it shows them all." };
prompt.Validators.Add(result =>
{
    // An option that is misspelled must not become a question that is sent, and paid for.
    if (result.Tokens is [{ Value: ['-', ..] text }] && args.TakeWhile(argument => argument != "--").Contains(text))
    {
        result.AddError($"There is no option '{text}'. A question that begins with '-' stands behind '--'.");
    }
});

var command = new RootCommand("Asks an LLM, and shows the answer as it comes.") { prompt, url, api, key, model };
command.SetAction(async (parsed, cancellationToken) =>
{
    Console.OutputEncoding = Encoding.UTF8;
    var place = parsed.GetValue(url) ?? Environment.GetEnvironmentVariable("LLM_URL");
    var name = parsed.GetValue(model) ?? Environment.GetEnvironmentVariable("LLM_MODEL");
    if (place is null)
    {
        await using var server = await LlmServer.StartAsync();
        return name is null
            ? await Demo.RunAsync(server, parsed.GetValue(prompt)!, cancellationToken)
            : await AskAsync(server.UrlOf(parsed.GetValue(api)), name);
    }

    if (!Uri.TryCreate(place, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
    {
        await Console.Error.WriteLineAsync($"'{place}' is no absolute http or https URL.");
        return (int)Outcome.Refused;
    }

    if (name is null)
    {
        await Console.Error.WriteLineAsync("Name the model, with --model or LLM_MODEL.");
        return (int)Outcome.Refused;
    }

    return await AskAsync(uri, name);

    async Task<int> AskAsync(Uri uri, string name) => (int)await new Conversation(parsed.GetValue(api).Create(), Console.Out, Console.Error).RunAsync(
        new(uri, parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("LLM_API_KEY"), name, parsed.GetValue(prompt)!), cancellationToken);
});
return await command.Parse(args).InvokeAsync();
