namespace LlmClient;

/// <summary>All that can happen, against a server of the sample's own: an answer from either API, a refusal, a stream that breaks.</summary>
internal static class Demo
{
    private static readonly (string Title, LlmApi Api, string Model, Outcome Expected)[] Acts =
    [
        ("An answer in chat completions, up to [DONE]", LlmApi.Chat, LlmServer.Fluent, Outcome.Complete),
        ("An answer in messages, events with names", LlmApi.Messages, LlmServer.Fluent, Outcome.Complete),
        ("A refusal: 429, explained in JSON", LlmApi.Chat, LlmServer.Busy, Outcome.Refused),
        ("A stream that breaks in the middle", LlmApi.Chat, LlmServer.Cut, Outcome.BrokenOff),
    ];

    public static async Task<int> RunAsync(LlmServer server, string prompt, CancellationToken cancellationToken)
    {
        var isAsExpected = true;
        foreach (var (title, api, model, expected) in Acts)
        {
            Console.WriteLine($"--- {title}");
            var outcome = await new Conversation(api.Create(), Console.Out, Console.Out).RunAsync(new(server.UrlOf(api), null, model, prompt), cancellationToken);
            if (outcome == Outcome.Stopped)
            {
                return (int)outcome;
            }

            isAsExpected &= outcome == expected;
        }

        isAsExpected &= server.Requests == Acts.Length;
        Console.WriteLine($"--- {Acts.Length} questions, {server.Requests} requests: {(isAsExpected ? "none was sent twice" : "NOT what was to be")}.");
        return isAsExpected ? 0 : 1;
    }
}
