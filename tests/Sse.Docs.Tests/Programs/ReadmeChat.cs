#region ReadmeChat
using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sse.Protocol;
using Sse.Reactive;

var question = JsonNode.Parse("""{"model":"gpt-5","stream":true,"messages":[{"role":"user","content":"Why is the sky blue?"}]}""")!;
var options = new SseOptions
{
    RequestFactory = SseRequest.PostJson(question, JsonTypeInfo.CreateJsonTypeInfo<JsonNode>(JsonSerializerOptions.Default)),
    Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Environment.GetEnvironmentVariable("LLM_API_KEY")}" },
};
await SseObservable.Signals("https://api.openai.com/v1/chat/completions", options)
    .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
    .Events().Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete."))) // if it ends before [DONE]
    .TakeWhile(e => e.Data != "[DONE]").Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
    .Select(e => e.Type is not ("error" or "sse-gap") && JsonNode.Parse(e.Data) is JsonObject chunk
        && $"{chunk["error"]}{chunk["errors"]}{chunk["x_groq"]?["error"]}" is ("" or "false" or "0" or "[]")
        && (chunk.ContainsKey("choices") || chunk.ContainsKey("usage") || e.Type != "message") // others have a type of their own
        && (chunk["choices"] as JsonArray)?.FirstOrDefault() is var choice && (choice?["error"] ?? choice?["delta"]?["error"]) is null
        && (string?)choice?["finish_reason"] is not ("error" or "abort" or "insufficient_system_resource")
            ? choice?["delta"]?["content"] : throw new IOException($"{e.Type}: {e.Data}"))
    .ForEachAsync(text => Console.Write(text));
#endregion
