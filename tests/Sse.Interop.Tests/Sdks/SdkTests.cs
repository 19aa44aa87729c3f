using Microsoft.Extensions.Logging;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Sdks;

/// <summary>The SDKs of LLM APIs and agents as clients: what they make of each answer, and what the server reports of it.</summary>
[TestFixtureSource(typeof(SdkList), nameof(SdkList.All))]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class SdkTests(object tested)
{
    private readonly Sdk _sdk = (Sdk)tested;
    private SdkServer _server = null!;
    private IReadOnlyDictionary<string, Outcome> _outcomes = null!;

    [OneTimeSetUp]
    public async Task AskAsync()
    {
        _server = await SdkServer.StartAsync(_sdk.Api);
        _outcomes = await _sdk.Ask(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("whole")]
    [TestCase("retry")]
    [TestCase("heartbeats")]
    [TestCase("host-stops")]
    public async Task A_whole_answer_is_whole(string answer)
    {
        AssertWhole(answer);
        Assert.That(await _server.Record.EndOfAsync(answer), Is.EqualTo("completed"));
        Assert.That(_server.Record.BrokenOff(answer), Is.Empty);
    }

    [TestCase("failing", "source_failed")]
    [TestCase("failing-at-once", "source_failed")]
    [TestCase("error-event", "source_failed")]
    [TestCase("cut", "shutdown")]
    [TestCase("too-slow", "too_slow")]
    public async Task A_part_of_an_answer_is_an_error(string answer, string reason)
    {
        var outcome = _outcomes[answer];
        Assert.That(outcome.Error, Is.Not.Null, "It takes a part for the whole.");
        Assert.That(outcome.Error, Does.Not.Contain("secret"));
        Assert.That(outcome.End, Is.Null);
        Assert.That(outcome.Text, answer == "failing-at-once" ? Is.Empty : Does.StartWith(Answers.Half), "What was sent has arrived.");

        Assert.That(await _server.Record.EndOfAsync(answer), Is.EqualTo(reason));
        await ServerRecord.WaitUntilAsync(() => _server.Record.BrokenOff(answer).Any(), answer);
        var (level, message) = _server.Record.BrokenOff(answer).Single();
        Assert.That(level, Is.EqualTo(LogLevel.Warning));
        Assert.That(message, Does.Match(answer == "too-slow" ? "Lost: at least [1-9][0-9]*, and what" : "Lost: what"));
    }

    [Test]
    public void The_guide_says_what_it_makes_of_an_early_end() =>
        Assert.That(File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "llm.md")), Has.One.EqualTo(GuideRow.Of(_sdk, _outcomes)));

    [Test]
    public void Its_caller_sees_each_error() =>
        Assert.That(_outcomes.ContainsKey(Outcome.Unhandled), Is.EqualTo(_sdk.LeavesRejections));

    [Test]
    public async Task An_answer_that_its_client_leaves_stops_the_source()
    {
        Assert.That(_outcomes["left"].Text, Is.EqualTo(Answers.Half));
        await _server.SourceStopped.WaitAsync(Peer.Deadline);
        Assert.That(await _server.Record.EndOfAsync("left"), Is.EqualTo("client_closed"));
        Assert.That(_server.Record.BrokenOff("left"), Is.Empty);
    }

    [TestCase("429", SdkServer.TooMany)]
    [TestCase("503", "The server is stopping.")]
    public void A_refusal_is_an_error_that_says_why(string answer, string message)
    {
        Assert.That(_outcomes[answer].Text, Is.Empty);
        Assert.That(_outcomes[answer].Error, Does.Contain(message));
    }

    [Test]
    public void A_refused_request_is_sent_again_after_the_time_of_its_answer()
    {
        if (_server.Retries.Count < 2)
        {
            Assert.That(GuideRow.Of(_sdk, _outcomes), Does.EndWith("| no |"));
            return;
        }

        AssertWhole("retried");
        Assert.That(_server.Retries[1] - _server.Retries[0], Is.GreaterThan(0.95 * SdkServer.RetryAfter));
    }

    private void AssertWhole(string answer)
    {
        Assert.That(_outcomes[answer].Error, Is.Null);
        Assert.That(_outcomes[answer].Text, Is.EqualTo(Answers.Text));
        Assert.That(_outcomes[answer].End, Is.Not.Null);
    }
}
