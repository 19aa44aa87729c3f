using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The process of the LLM server sample at SIGTERM, with answers under way.</summary>
public sealed class LlmShutdownTests : LlmServerFixture
{
    [Test]
    public async Task Answers_under_way_are_finished_within_the_time_of_the_host_and_others_break_off()
    {
        using var begun = new CountdownEvent(Apis.Length * 2);
        var answers = Apis.SelectMany(path => new[] { "scripted", "scripted-stalls" }, (path, model) => Connect(
                path, Question(path, model, id: $"{Guid.NewGuid()}"))
            .Do(SignalOnce(begun))
            .Materialize()
            .ToList()
            .ToTask()).ToList();
        Assert.That(begun.Wait(TestDeadline.Value), "An answer did not begin.");

        Server.Send(Signals.Terminate);

        var ended = await Task.WhenAll(answers).WaitAsync(TestDeadline.Value);
        var (exitCode, _, error) = await Server.WaitForExitAsync();
        for (var i = 0; i < ended.Length; i++)
        {
            var events = ended[i];
            var (path, isWhole) = (Apis[i / 2], i % 2 == 0);
            var text = Text(events.SkipLast(1).Select(e => e.Value));
            Assert.That(events[^1].Exception, isWhole ? Is.Null : Is.InstanceOf<SseConnectionException>(), $"{path}: {text}");
            Assert.That(text, isWhole ? Is.EqualTo(Answer) : Is.EqualTo("An event stream is a response that does not end: each"), path);
        }

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    [TestCase(Responses)]
    [TestCase(Ui)]
    public async Task Later_readers_of_an_answer_receive_it_to_its_end(string path)
    {
        const int Readers = 20; // without RunsOnAtShutdown each would end at a random time within 5 s
        var (server, uri) = await StartAsync("--Pace", "00:00:00.1");
        using var stopped = server;
        var first = await Connect(path, Question(path, "scripted", isBackground: true), uri)
            .FirstAsync()
            .ToTask()
            .WaitAsync(TestDeadline.Value);
        var rest = path == Ui ? $"{Ui}/1/stream" : $"{Responses}/{JsonNode.Parse(first.Data)!["response"]!["id"]}?stream=true";
        using var begun = new CountdownEvent(Readers);
        var answers = Enumerable.Range(0, Readers).Select(_ => SseObservable.Connect(new Uri(uri, rest), Once)
            .TakeUntil(e => e.Type == "response.completed" || e.Data == "[DONE]")
            .Do(SignalOnce(begun))
            .Materialize()
            .ToList()
            .ToTask()).ToList();
        Assert.That(begun.Wait(TestDeadline.Value), "An answer did not begin.");

        server.Send(Signals.Terminate);

        foreach (var events in await Task.WhenAll(answers).WaitAsync(TestDeadline.Value))
        {
            Assert.That(events[^1].Exception, Is.Null);
            Assert.That(Text(events.SkipLast(1).Select(e => e.Value)), Is.EqualTo(Answer));
        }

        var (exitCode, _, error) = await server.WaitForExitAsync();
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    [TestCase(Responses, true)]
    [TestCase(Ui, true)]
    [TestCase(Responses, false)]
    [TestCase(Chat, false)]
    public async Task Answers_that_go_on_without_a_client_are_reported_as_lost(string path, bool isLost)
    {
        var (server, uri) = await StartAsync("--Pace", "00:00:00.001", "--shutdownTimeoutSeconds", "4");
        using var stopped = server;
        await Connect(path, Question(path, "scripted-stalls", isBackground: isLost, id: "a\nb"), uri)
            .FirstAsync() // and leaves
            .ToTask()
            .WaitAsync(TestDeadline.Value);
        if (!isLost)
        {
            await server.WaitForOutputAsync("scripted-stalls was stopped");
        }

        server.Send(Signals.Terminate);

        var (exitCode, output, error) = await server.WaitForExitAsync();
        var id = path == Ui ? @"""a\\nb""" : @"""resp_[0-9a-f]+""";
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(Regex.Count(output, "is lost"), Is.EqualTo(isLost ? 1 : 0), output);
        Assert.That(output, isLost ? Does.Match($"warn: [^\n]+\n +The answer {id} of scripted-stalls is lost") : Does.Not.Contain("warn"));
    }

    [Test]
    public async Task A_request_whose_body_is_on_its_way_is_refused()
    {
        var (server, uri) = await StartAsync();
        using var stopped = server;
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        var connection = client.GetStream();
        using var answers = new StreamReader(connection);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Chat} HTTP/1.1\r\nHost: {uri.Authority}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
            + "Expect: 100-continue\r\n\r\n"));
        Assert.That(
            await answers.ReadLineAsync().WaitAsync(TestDeadline.Value), Is.EqualTo("HTTP/1.1 100 Continue"), "The body is not read.");
        await connection.WriteAsync("{\"model\":\"scr"u8.ToArray());

        server.Send(Signals.Terminate);

        var answer = new StringBuilder(); // up to its last line: its connection stays open for the rest of the body
        for (string? line = ""; line?.Contains("\"error\"", StringComparison.Ordinal) is false; answer.AppendLine(line))
        {
            line = await answers.ReadLineAsync().WaitAsync(TestDeadline.Value);
        }

        client.Close();
        Assert.That($"{answer}", Does.Contain("HTTP/1.1 503 ").And.Contain("Retry-After: ").And.Contain("\"The server is stopping.\""));
        var (exitCode, output, error) = await server.WaitForExitAsync();
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Not.Contain("fail:"));
    }

    /// <summary>40 ms for each of the 33 tokens; an answer that does not end is broken off 2 s before the host's time ends.</summary>
    private protected override Task<string[]> SettingsAsync() =>
        Task.FromResult<string[]>(["--Pace", "00:00:00.02", "--shutdownTimeoutSeconds", "4"]);

    private static Action<SseEvent> SignalOnce(CountdownEvent begun)
    {
        var isFirst = true;
        return _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                begun.Signal();
            }
        };
    }
}
