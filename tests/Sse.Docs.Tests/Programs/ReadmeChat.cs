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
    .Select(e => JsonNode.Parse(e.Data)!)
    .Select(chunk => chunk["error"] is null && chunk["choices"] is JsonArray choices ? choices : throw new IOException($"{chunk}"))
    .Select(choices => choices.FirstOrDefault()?["delta"]?["content"]) // some chunks have no choices, or no content
    .ForEachAsync(text => Console.Write(text));
#endregion
