using LlmServer;
using Microsoft.AspNetCore.Builder;

namespace LlmClient;

/// <summary>
/// Runs every scenario against <c>samples/LlmServer</c>, in this process: an answer from each of its APIs, an error response, and an
/// answer that breaks off.
/// </summary>
internal static class Demo
{
    private static readonly (string Title, LlmApi Api, string Model, Outcome Expected)[] Scenarios =
    [
        ("An answer from chat completions, up to [DONE]", LlmApi.Chat, "scripted", Outcome.Complete),
        ("An answer from responses, with typed and numbered events", LlmApi.Responses, "scripted", Outcome.Complete),
        ("An answer from messages, with typed events", LlmApi.Messages, "scripted", Outcome.Complete),
        ("A call of a tool", LlmApi.Messages, "scripted-tools", Outcome.Complete),
        ("An error response: 429 with a JSON body", LlmApi.Chat, "scripted-busy", Outcome.NoAnswer),
        ("An answer that breaks off", LlmApi.Chat, "scripted-fails", Outcome.Incomplete),
    ];

    public static async Task<int> RunAsync(string prompt, CancellationToken cancellationToken)
    {
        var requests = 0;
        await using var server = CreateServer();
        server.Use((context, next) =>
        {
            Interlocked.Increment(ref requests);
            return next(context);
        });
        await server.StartAsync(cancellationToken);

        var isAsExpected = true;
        foreach (var (title, api, model, expected) in Scenarios)
        {
            Console.WriteLine($"--- {title}");
            var conversation = new Conversation(api.Create(), Console.Out, Console.Out);
            var outcome = await conversation.RunAsync(new(UrlOf(server, api), null, model, prompt), cancellationToken);
            if (outcome == Outcome.Cancelled)
            {
                return (int)outcome;
            }

            isAsExpected &= outcome == expected;
        }

        isAsExpected &= requests == Scenarios.Length;
        var result = isAsExpected ? "none was sent twice" : "NOT as expected";
        Console.WriteLine($"--- {Scenarios.Length} questions, {requests} requests: {result}.");
        return isAsExpected ? 0 : 1;
    }

    public static WebApplication CreateServer() =>
        LlmServerApp.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Logging:LogLevel:LlmServer", "None"]);

    public static Uri UrlOf(WebApplication server, LlmApi api) => new(new Uri(server.Urls.Single()), api switch
    {
        LlmApi.Chat => "/v1/chat/completions",
        LlmApi.Responses => "/v1/responses",
        _ => "/v1/messages",
    });
}
