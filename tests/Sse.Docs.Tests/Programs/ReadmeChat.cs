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
await SseObservable.Connect("https://api.openai.com/v1/chat/completions", options)
    .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete."))) // if it ends before [DONE]
    .TakeWhile(e => e.Data != "[DONE]")
    .Select(e => e.Type != "error" && JsonNode.Parse(e.Data) is JsonObject chunk && chunk["error"] is null
        && (chunk.ContainsKey("choices") || chunk.ContainsKey("usage"))
            ? chunk
            : throw new IOException(e.Data))
    .Select(chunk => (chunk["choices"] as JsonArray)?.FirstOrDefault()?["delta"]?["content"]) // some have none
    .ForEachAsync(text => Console.Write(text));
#endregion
