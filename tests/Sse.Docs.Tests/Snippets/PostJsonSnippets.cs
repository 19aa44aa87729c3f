using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Serialization;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/http.md that posts JSON, compiled and run.</summary>
public partial class PostJsonSnippets
{
    [Test]
    public async Task PostJson()
    {
        var request = "";
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var head = $"{context.Request.Method} {context.Request.ContentType} {context.Request.ContentLength}";
            request = $"{head} {await body.ReadToEndAsync()}";
            await EventServer.SendAsync(context.Response, "data: Hi!\n\n");
        });
        var uri = server.Uri;

        #region PostJson
        // With: record Question(string Prompt), and [JsonSerializable(typeof(Question))] on a JsonSerializerContext.
        var options = new SseOptions { RequestFactory = SseRequest.PostJson(new Question("Hello"), ChatJson.Default.Question) };
        IObservable<SseEvent> answer = SseObservable.Connect(uri, options);
        #endregion

        Assert.That(await answer.Select(e => e.Data).ToList().ToTask().WaitAsync(TestDeadline.Value), Is.EqualTo(new[] { "Hi!" }));
        Assert.That(request, Is.EqualTo("""POST application/json 18 {"Prompt":"Hello"}"""));
    }

    internal sealed record Question(string Prompt);

    [JsonSerializable(typeof(Question))]
    internal sealed partial class ChatJson : JsonSerializerContext;
}
