namespace LlmClient;

/// <summary>
/// Runs every scenario against the sample's own server: an answer from either API, an error response, and a broken stream.
/// </summary>
internal static class Demo
{
    private static readonly (string Title, LlmApi Api, string Model, Outcome Expected)[] Scenarios =
    [
        ("An answer from chat completions, up to [DONE]", LlmApi.Chat, LlmServer.Fluent, Outcome.Complete),
        ("An answer from messages, with typed events", LlmApi.Messages, LlmServer.Fluent, Outcome.Complete),
        ("An error response: 429 with a JSON body", LlmApi.Chat, LlmServer.Busy, Outcome.NoAnswer),
        ("A stream that breaks mid-answer", LlmApi.Chat, LlmServer.Cut, Outcome.Incomplete),
    ];

    public static async Task<int> RunAsync(LlmServer server, string prompt, CancellationToken cancellationToken)
    {
        var isAsExpected = true;
        foreach (var (title, api, model, expected) in Scenarios)
        {
            Console.WriteLine($"--- {title}");
            var conversation = new Conversation(api.Create(), Console.Out, Console.Out);
            var outcome = await conversation.RunAsync(new(server.UrlOf(api), null, model, prompt), cancellationToken);
            if (outcome == Outcome.Cancelled)
            {
                return (int)outcome;
            }

            isAsExpected &= outcome == expected;
        }

        isAsExpected &= server.Requests == Scenarios.Length;
        Console.WriteLine(
            $"--- {Scenarios.Length} questions, {server.Requests} requests: {(isAsExpected ? "none was sent twice" : "NOT as expected")}.");
        return isAsExpected ? 0 : 1;
    }
}
