using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

#pragma warning disable CA1806, CA2000 // the documents omit disposal

/// <summary>The code of the README that reads JSON, compiled and run.</summary>
public class JsonSnippets : FeedSnippets
{
    [Test]
    public async Task JsonData()
    {
        var uri = Uri;

        #region Json
        IObservable<Ping> pings = SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping);
        #endregion

        Assert.That(await pings.Take(2).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), new Ping(2) }));
    }

    [Test]
    public async Task ZeroCopy()
    {
        var uri = Uri;

        #region ZeroCopy
        IObservable<Ping?> pings = SseObservable.Connect(uri, view =>
            view.Type == "ping" ? JsonSerializer.Deserialize(view.Utf8Data, MyContext.Default.Ping) : null);
        #endregion

        Assert.That(await pings.Take(3).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { new Ping(1), null, new Ping(2) }));
    }

    [Test]
    public async Task JsonMap()
    {
        var uri = Uri;

        #region JsonMap
        SseSelector<object> json = SseJson.Map<object>()
            .On("ping", MyContext.Default.Ping)
            .Otherwise(view => view.ToEvent()); // or .Selector(): then an unlisted type is an error

        IObservable<object> messages = SseObservable.Connect(uri, json);
        #endregion

        Assert.That(
            await messages.Take(2).ToList().ToTask().WaitAsync(Deadline),
            Is.EqualTo(new object[] { new Ping(1), new SseEvent("hello", LastEventId: "2") }));
    }

    [Test]
    public async Task Llm()
    {
        string? asked = null;
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var (method, headers, length) = (context.Request.Method, context.Request.Headers, context.Request.ContentLength);
            asked = $"{method} {headers.Authorization} {length} {await body.ReadToEndAsync()}";
            var tokens = new[] { "Light", " scatters." }
                .Select(token => "data: {\"choices\":[{\"delta\":{\"content\":\"" + token + "\"}}]}\n\n")
                .Prepend("data: {\"choices\":[]}\n\n"); // Azure OpenAI's first chunk
            await EventServer.SendAsync(context.Response, string.Concat(tokens) + "data: [DONE]\n\n");
        });
        var (uri, key, model) = (server.Uri, "k", "m");

        #region Llm
        var question = new ChatRequest(model, [new("user", "Why is the sky blue?")]);
        var options = new SseOptions
        {
            RequestFactory = SseRequest.PostJson(question, ChatContext.Default.ChatRequest),
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        await SseObservable.Connect(uri, options)
            .TakeWhile(e => e.Data != "[DONE]")
            .Select(e => JsonNode.Parse(e.Data)?["choices"]?.AsArray().FirstOrDefault()?["delta"]?["content"])
            .ForEachAsync(text => Console.Write(text));
        #endregion

        Assert.That(Output, Is.EqualTo("Light scatters."));
        Assert.That(
            asked,
            Is.EqualTo("""POST Bearer k 89 {"model":"m","messages":[{"role":"user","content":"Why is the sky blue?"}],"stream":true}"""));
    }
}
