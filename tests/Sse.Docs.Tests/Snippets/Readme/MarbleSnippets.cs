using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>The marble tests of the READMEs, and the failure shown below it.</summary>
public partial class MarbleSnippets
{
    #region ReadmeTest
    [Test]
    public void Resumes_after_a_cut()
    {
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1))
            .Connection("--a-#", ('a', new SseEvent("x", LastEventId: "7"))) // # cuts the connection
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "8")))
            .Then(204);

        var data = server.Expect(SseObservable.Connect(server.Transport, server.Options).Select(e => e.Data));

        data.ToBe("--a-----b-----|", ('a', "x"), ('b', "y"));
        server.ExpectAttempts("f------s------t", ('f', ""), ('s', "7"), ('t', "8"));
    }
    #endregion

    [Test]
    public void Testing()
    {
        #region Testing
        // or Microsoft.Reactive.Testing's TestScheduler
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("--a-#", ('a', SseMarble.Wire("retry: 60000\nid: 7\ndata: x\n\nid: 8\ndata: ha"))) // # cuts the connection
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "9")))
            .Then(204);

        var seen = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(3));

        seen.ToBe("--a- 1m -b-- 1m |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "9")));
        Assert.That(server.LastEventIds, Is.EqualTo(new[] { "", "7", "9" }));
        #endregion
    }

    [Test]
    public void DrawPicture()
    {
        #region DrawPicture
        string svg = new MarbleDiagram("Throttle passes on the last price of a burst", frame: TimeSpan.FromMilliseconds(10))
            .Add("events", "a-b------c--|", ('a', "1.10"), ('b', "1.20"), ('c', "1.30"))
            .AddOperator("Throttle(40 ms)")
            .Add("prices", "------b-----(c|)", ('b', "1.20"), ('c', "1.30"))
            .ToSvg();
        #endregion

        Assert.That(svg, Does.StartWith("<svg "));
    }

    [Test]
    public void The_failure_shown_is_the_real_one()
    {
        var readme = RepositoryFiles.Read("README.md");
        var wrong = Wrong().Match(readme).Groups["marbles"].Value;
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1))
            .Connection("--a-#", ('a', new SseEvent("x", LastEventId: "7")))
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "8")))
            .Then(204);
        var data = server.Expect(SseObservable.Connect(server.Transport, server.Options).Select(e => e.Data));

        var failure = Assert.Catch(() => data.ToBe(wrong, ('a', "x"), ('b', "y")))!;

        Assert.That(Shown().Match(readme).Groups["text"].Value, Is.EqualTo(failure.Message));
    }

    [GeneratedRegex("With `\"(?<marbles>[^\"]+)\"`, a second too early")]
    private static partial Regex Wrong();

    [GeneratedRegex("would fail with:\n\n```text\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Shown();
}
