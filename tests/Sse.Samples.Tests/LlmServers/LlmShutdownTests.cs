using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
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
