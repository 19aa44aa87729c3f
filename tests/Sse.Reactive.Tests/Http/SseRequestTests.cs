using System.Text.Json.Serialization;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseRequest"/>: a POST with a body in JSON.</summary>
public partial class SseRequestTests : HttpTests
{
    [Test]
    public void PostJson_sends_JSON_with_its_length_to_the_URL_of_Connect()
    {
        Server.Connection("(a|)");
        var options = Server.Options with
        {
            HttpClient = Client,
            RequestFactory = SseRequest.PostJson(new("é"), ChatJson.Default.Question),
        };

        Run(options, until: 1).ToBe("(a|)");

        Assert.That(Requests, Is.EqualTo(new[] { $$"""POST {{Uri}} {"Prompt":"\u00E9"}""" }));
        Assert.That(Server.Attempts[0].Headers["Content-Type"], Is.EqualTo("application/json"));
        Assert.That(Server.Attempts[0].Headers["Content-Length"], Is.EqualTo("19"));
    }

    [Test]
    public void PostJson_sends_the_same_bytes_with_each_attempt_although_the_object_changes()
    {
        Server.Then(429).Connection("(a|)");
        var question = new Question("first");
        var options = Server.Options with
        {
            HttpClient = Client,
            RequestFactory = SseRequest.PostJson(question, ChatJson.Default.Question),
            CanResend = (_, attempt) => attempt.Previous is SseResponseException { StatusCode: 429 },
        };
        question.Prompt = "changed";

        Run(options, until: 100);

        Assert.That(Server.Attempts.Select(a => a.Body), Is.EqualTo(new[] { """{"Prompt":"first"}""", """{"Prompt":"first"}""" }));
    }

    [Test]
    public void PostJson_requires_the_type_info() => Assert.That(
        () => SseRequest.PostJson<Question>(new("first"), null!),
        Throws.ArgumentNullException.With.Property("ParamName").EqualTo("typeInfo"));

    internal sealed class Question(string prompt)
    {
        public string Prompt { get; set; } = prompt;
    }

    [JsonSerializable(typeof(Question))]
    internal sealed partial class ChatJson : JsonSerializerContext;
}
