#region ReadmeChat
using System.Net.Http.Json;
using System.Reactive.Linq;
using System.Text.Json.Nodes;
using Sse.Protocol;
using Sse.Reactive;

var question = new { model = "gpt-5", stream = true, messages = new[] { new { role = "user", content = "Why is the sky blue?" } } };
var options = new SseOptions
{
    RequestFactory = (_, _) => new(new HttpRequestMessage { Method = HttpMethod.Post, Content = JsonContent.Create(question) }),
    Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Environment.GetEnvironmentVariable("LLM_API_KEY")}" },
};
await SseObservable.Signals("https://api.openai.com/v1/chat/completions", options)
    .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
    .Events().Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete."))) // if it ends before [DONE]
    .TakeWhile(e => e.Data != "[DONE]")
    .Select(e => e.Type != "error" && JsonNode.Parse(e.Data) is JsonObject chunk && $"{chunk["error"]}" is ("" or "false")
        && (chunk.ContainsKey("choices") || chunk.ContainsKey("usage"))
        && (chunk["choices"] as JsonArray)?.FirstOrDefault() is var choice // some have none
        && choice?["error"] is null && (string?)choice?["finish_reason"] != "error"
            ? choice?["delta"]?["content"]
            : throw new IOException($"{e.Type}: {e.Data}"))
    .ForEachAsync(text => Console.Write(text));
#endregion
