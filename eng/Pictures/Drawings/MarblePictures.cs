using Sse.Reactive.Testing;

namespace Pictures.Drawings;

/// <summary>The timelines of the documents, drawn from marble strings. Most are those of the examples in docs/testing.md.</summary>
internal static class MarblePictures
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    /// <summary>What happens when the connection is lost.</summary>
    public static string Reconnect() =>
        new MarbleDiagram("A connection is lost within an event, and resumed", TimeSpan.FromMilliseconds(500))
        {
            Description = "The server sends events a and b, with the IDs 1 and 2, and half of event c. Then the connection breaks. "
                + "The client waits for 2 seconds, as the server asked, and connects again with Last-Event-ID: 2. "
                + "The server sends c and d. The subscriber receives a, b, c and d, each once.",
            ShowsTime = true,
        }
        .Add("1st connection", "^-a-b-c#", ('^', "GET"), ('a', "id: 1"), ('b', "id: 2"), ('#', "cut within c"))
        .Add("2nd connection", "-----------^-c-d---|", ('^', "GET, Last-Event-ID: 2"), ('c', "id: 3"), ('d', "id: 4"))
        .AddOperator("SseObservable.Connect(uri): waits for the server's retry, 2 s")
        .Add("your observer", "--a-b--------c-d----")
        .ToSvg();

    public static string Throttle() => new MarbleDiagram("Throttle passes on the last price of a burst", Frame)
        .Add(
            "events",
            "a-b-x----c--|",
            ('a', "1.10"), ('b', "1.20"), ('x', "hello"), ('c', "1.30"))
        .AddOperator("OfType(\"price\").Throttle(40 ms)")
        .Add("prices", "------b-----(c|)", ('b', "1.20"), ('c', "1.30"))
        .Add("subscription", "^-----------!")
        .ToSvg();

    public static string Resume() => new MarbleDiagram("A client resumes after the last complete event", Frame) { ShowsTime = true }
        .Add("connection 1", "^-a-#", ('^', "no ID"), ('#', "within 8"))
        .Add("connection 2", "---- 500ms ^b--|", ('^', "ID 7"))
        .Add("connection 3", "---- 500ms ---- 500ms (^!)", ('^', "ID 8"), ('!', "204"))
        .AddOperator("SseObservable.Connect")
        .Add("events", "--a- 500ms -b-- 500ms |", ('a', "id 7"), ('b', "id 8"))
        .ToSvg();

    public static string Timeout() => new MarbleDiagram("A silent stream is replaced", Frame)
        .Add("server", "-a-b---------")
        .Add("cache", "--------(yz|)")
        .AddOperator("Timeout(50 ms, cache)")
        .Add("events", "-a-b----(yz|)")
        .Add("connection", "^-------!")
        .ToSvg();

    public static string Group() => new MarbleDiagram("Each type of event is counted")
        .Add("events", "a-x-b-|", ('a', "add"), ('x', "remove"), ('b', "add"))
        .AddOperator("GroupByType().SelectMany(group => count)")
        .Add("counts", "a-x-b-|", ('a', "add 1"), ('x', "remove 1"), ('b', "add 2"))
        .ToSvg();

    public static string Tokens() => new MarbleDiagram("The answer of a language model grows with each token", Frame)
        .Add("connection", "---^--a-b-c--d|", ('^', "200"), ('a', "Re"), ('b', "act"), ('c', "ive"), ('d', "[DONE]"))
        .AddOperator("TakeWhile(not [DONE]).Scan(concatenate)")
        .Add("answer", "------a-b-c--|", ('a', "Re"), ('b', "React"), ('c', "Reactive"))
        .ToSvg();

    public static string Late() => new MarbleDiagram("A subscription in frames 2 to 6 of a hot observable")
        .Add("events", "-a-b-c-d-|")
        .Add("subscription", "--^---!")
        .Add("observed", "---b-c----")
        .ToSvg();

    public static string Refused() => new MarbleDiagram("Each consecutive failure doubles the delay", TimeSpan.FromSeconds(1))
    {
        ShowsTime = true,
    }
        .Add("attempts", "x--y-----z--", ('x', "refused"), ('y', "503"), ('z', "200"))
        .AddOperator("SseObservable.Connect: waits 3 s, then 6 s")
        .Add("events", "----------a-")
        .ToSvg();

    public static string Silent() => new MarbleDiagram("A silent connection is replaced", TimeSpan.FromSeconds(1)) { ShowsTime = true }
        .Add("connection 1", "^a----!", ('a', "id 7"), ('!', "silent"))
        .Add("connection 2", "---------^b--", ('^', "ID 7"))
        .AddOperator("IdleTimeout = 5 s; waits 3 s")
        .Add("events", "-a--------b--")
        .ToSvg();

    public static string Checkpoint() => new MarbleDiagram("A second run continues after the last event of the first")
        .Add("first run", "^a-b!", ('a', "id 7"), ('b', "id 8"))
        .AddOperator("CheckpointTo(store): 8")
        .Add("second run", "------^c-", ('^', "ID 8"))
        .ToSvg();

    public static string Failure() => new MarbleDiagram("A failed assertion: the sequences differ after 40 ms", Frame)
        .AddComparison("--a-b---|", "--a--c-b|", ('a', "x"), ('b', "y"), ('c', "zz"))
        .ToSvg();
}
