using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>Tests of the LLM server sample, as a process with its scripted model.</summary>
public abstract class LlmServerFixture
{
    private protected const string Chat = "/v1/chat/completions";
    private protected const string Responses = "/v1/responses";
    private protected const string Messages = "/v1/messages";
    private protected const string Ui = "/api/chat";

    private protected const string Answer =
        "An event stream is a response that does not end: each line of text is sent when there is something to say.\n"
        + "Yours was \"Why?\"… voilà 🎉";

    private protected static readonly SseOptions Once = new() { ReconnectPolicy = SseReconnect.Never };

    private protected static readonly string[] Apis = [Chat, Responses, Messages, Ui];

    private protected HttpClient Http { get; } = new() { Timeout = TestDeadline.Value };

    private protected Sample Server { get; private set; } = null!;

    private protected Uri Uri { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => (Server, Uri) = await StartAsync(await SettingsAsync());

    [OneTimeTearDown]
    public void StopServer()
    {
        Server.Dispose();
        Http.Dispose();
    }

    /// <summary>The settings of the server.</summary>
    private protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>(["--Pace", "00:00:00.001"]);

    private protected static async Task<(Sample Sample, Uri Uri)> StartAsync(params string[] arguments)
    {
        var sample = Sample.Start("LlmServer", ["--urls", "http://127.0.0.1:0", .. arguments]);
        await sample.WaitForOutputAsync("Press Ctrl+C to stop.");
        return (sample, new(Regex.Match(sample.Output, @"Serving (\S+)\. ").Groups[1].Value));
    }

    private protected static StringContent Question(
        string path, string model, bool stream = true, bool isBackground = false, string id = "1") =>
        new(
            JsonSerializer.Serialize<object>(path switch
            {
                Responses => new { model, stream, background = isBackground, input = "Why?" },
                Ui => new { model, id, messages = new[] { new { role = "user", parts = new[] { new { type = "text", text = "Why?" } } } } },
                _ => new
                {
                    model,
                    stream,
                    max_tokens = 100,
                    stream_options = new { include_usage = true },
                    messages = new[] { new { role = "user", content = "Why?" } },
                },
            }),
            Encoding.UTF8,
            "application/json");

    private protected static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>The message of a refusal in the form of the API.</summary>
    /// <exception cref="InvalidOperationException">It has another form.</exception>
    private protected static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        var path = response.RequestMessage!.RequestUri!.AbsolutePath;
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"), $"{path}: {text}");
        var json = JsonNode.Parse(text)!;
        var message = path.StartsWith(Ui, StringComparison.Ordinal) ? json["error"] : json["error"]!["message"];
        Assert.That((string?)json["type"], Is.EqualTo(path.StartsWith(Messages, StringComparison.Ordinal) ? "error" : null));
        return (string?)message ?? throw new InvalidOperationException(text);
    }

    /// <summary>The text of the answer, whatever the API.</summary>
    private protected static string Text(IEnumerable<SseEvent> events) => string.Concat(
        from e in events
        where e.Data != "[DONE]"
        let json = JsonNode.Parse(e.Data)!
        select (string?)(json["type"]?.ToString() switch
        {
            null => (json["choices"] as JsonArray)?.FirstOrDefault()?["delta"]?["content"],
            "content_block_delta" => json["delta"]!["text"],
            "response.output_text.delta" or "text-delta" => json["delta"],
            _ => null,
        }));

    private protected IObservable<SseEvent> Connect(string path, HttpContent question, Uri? uri = null) => SseObservable.Connect(
        new Uri(uri ?? Uri, path),
        new() { RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "") { Content = question }) });

    private protected Task<IList<SseEvent>> ReadAsync(string path, string model) => ReadAsync(path, Question(path, model));

    private protected Task<IList<SseEvent>> ReadAsync(string path, HttpContent question, Uri? uri = null) =>
        Connect(path, question, uri).ToList().ToTask().WaitAsync(TestDeadline.Value);
}
