using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>Answers of the LLM server sample that go on without their client.</summary>
public sealed class LlmRunningAnswerTests : LlmServerFixture
{
    [TestCase("abc")]
    [TestCase("-1")]
    [TestCase("40")]
    [TestCase("9999")]
    [TestCase("9223372036854775808")]
    public async Task A_number_that_the_answer_does_not_have_is_refused(string after)
    {
        var events = await ReadAsync(Responses, Question(Responses, "scripted", isBackground: true));
        var id = (string?)JsonNode.Parse(events[0].Data)!["response"]!["id"];
        Assert.That(events, Has.Count.EqualTo(40));

        using var response = await Http.GetAsync(new Uri(Uri, $"{Responses}/{id}?stream=true&starting_after={after}"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.Contain("starting_after"));
    }

    [TestCase(0, 39)]
    [TestCase(38, 1)]
    [TestCase(39, 0)]
    public async Task Each_number_that_the_answer_has_is_resumed_after(int after, int rest)
    {
        var events = await ReadAsync(Responses, Question(Responses, "scripted", isBackground: true));
        var id = (string?)JsonNode.Parse(events[0].Data)!["response"]!["id"];

        var resumed = await RestAsync($"{Responses}/{id}?stream=true&starting_after={after}");

        Assert.That(resumed.Select(e => e.Data), Is.EqualTo(events.TakeLast(rest).Select(e => e.Data)));
    }

    [TestCase(Ui)]
    [TestCase(Responses)]
    public async Task An_answer_that_is_longer_than_what_is_kept_ends_with_an_error(string path)
    {
        var id = $"{Guid.NewGuid()}";
        var events = await Connect(path, Question(path, "scripted-long", isBackground: true, id: id))
            .Materialize().ToList().ToTask().WaitAsync(TestDeadline.Value);

        var received = Text(events.SkipLast(1).Select(e => e.Value));
        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>());
        Assert.That(events[^2].Value.Data, Does.Contain("\"error\"").And.Contain("longer than"));
        Assert.That(received, Does.StartWith("token 00000 token 00001 ").And.Not.Contain("token 04999"));
        if (path == Ui)
        {
            using var after = await Http.GetAsync(new Uri(Uri, $"{Ui}/{id}/stream"));
            Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        }
        else
        {
            id = (string?)JsonNode.Parse(events[0].Value.Data)!["response"]!["id"];
            var again = await SseObservable.Connect(new Uri(Uri, $"{Responses}/{id}?stream=true"), Once)
                .Materialize().ToList().ToTask().WaitAsync(TestDeadline.Value);
            Assert.That(again[^1].Exception, Is.InstanceOf<SseConnectionException>());
            Assert.That(again.SkipLast(1).Select(e => e.Value.Data), Is.EqualTo(events.SkipLast(1).Select(e => e.Value.Data)));
        }
    }

    [Test]
    public async Task An_answer_in_the_background_is_read_as_a_stream()
    {
        using var whole = await Http.PostAsync(new Uri(Uri, Responses), Question(Responses, "scripted", stream: false, isBackground: true));
        var events = await ReadAsync(Responses, Question(Responses, "scripted", isBackground: true));
        var id = (string?)JsonNode.Parse(events[0].Data)!["response"]!["id"];
        using var read = await Http.GetAsync(new Uri(Uri, $"{Responses}/{id}"));

        Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(whole), Does.Contain("stream"));
        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(read), Does.Contain("stream=true"));
    }

    [TestCase("a/b")]
    [TestCase("/")]
    [TestCase(".")]
    [TestCase("..")]
    public async Task A_chat_whose_ID_is_no_segment_of_a_path_is_refused(string id)
    {
        using var response = await Http.PostAsync(new Uri(Uri, Ui), Question(Ui, "scripted", id: id));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.Contain("The ID of the chat"));
    }

    [Test]
    public async Task A_reload_reads_the_newest_answer_of_a_chat_and_an_earlier_one_ends_with_its_last_client()
    {
        const string Stopped = "scripted-stalls was stopped after 12 tokens.";
        var (server, uri) = await StartAsync("--Pace", "00:00:00.001");
        using var _ = server;
        using var first = await AskAsync(uri, "scripted-stalls");
        var firstId = await FirstPartAsync(first);

        using var second = await AskAsync(uri, "scripted-stalls");
        var secondId = await FirstPartAsync(second);
        using var reload = await Http.GetAsync(new Uri(uri, $"{Ui}/1/stream"), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(await FirstPartAsync(reload), Is.EqualTo(secondId).And.Not.EqualTo(firstId));
        Assert.That(server.Output, Does.Not.Contain(Stopped), "its client reads it");

        first.Dispose();
        await server.WaitForOutputAsync(Stopped);
        second.Dispose();
        reload.Dispose();
        using var later = await Http.GetAsync(new Uri(uri, $"{Ui}/1/stream"), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(await FirstPartAsync(later), Is.EqualTo(secondId), "the newest one goes on without its clients");
        Assert.That(Regex.Count(server.Output, Regex.Escape(Stopped)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_question_of_a_chat_does_not_end_the_answer_that_its_client_still_reads()
    {
        var (server, uri) = await StartAsync("--Pace", "00:00:00.05");
        using var _ = server;
        using var first = await AskAsync(uri, "scripted");

        using var second = await AskAsync(uri, "scripted");

        var parts = await (await first.Content.ReadAsStreamAsync()).ReadSseAsync().ToListAsync().AsTask().WaitAsync(TestDeadline.Value);
        Assert.That(parts[^1].Data, Is.EqualTo("[DONE]"));
        Assert.That(Text(parts), Is.EqualTo(Answer));
        Assert.That(server.Output, Does.Not.Contain("was stopped"));
    }

    private protected override Task<string[]> SettingsAsync() =>
        Task.FromResult<string[]>(["--Pace", "00:00:00.001", "--MaxAnswerBytes", "100000"]);

    private static async Task<string> FirstPartAsync(HttpResponseMessage response)
    {
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var parts = (await response.Content.ReadAsStreamAsync()).ReadSseAsync();
        return (string)JsonNode.Parse((await parts.FirstAsync().AsTask().WaitAsync(TestDeadline.Value)).Data)!["messageId"]!;
    }

    private async Task<HttpResponseMessage> AskAsync(Uri uri, string model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(uri, Ui)) { Content = Question(Ui, model) };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<IList<SseEvent>> RestAsync(string path) => await SseObservable.Connect(new Uri(Uri, path), Once)
        .TakeUntil(e => e.Type == "response.completed").ToList().ToTask().WaitAsync(TestDeadline.Value);
}
