using System.Globalization;

namespace Pictures.Results;

/// <summary>The tables of docs/performance.md, in Markdown.</summary>
internal static class PerformanceTables
{
    private static readonly Dictionary<string, Func<string>> Tables = new()
    {
        ["decoder"] = Decoder,
        ["client"] = Client,
        ["server"] = Server,
        ["server-idle"] = ServerIdle,
        ["client-idle"] = ClientIdle,
        ["cold"] = Cold,
        ["scale-sockets"] = ScaleSockets,
        ["scale-topics"] = ScaleTopics,
        ["scale-clients"] = ScaleClients,
    };

    public static string Make(string name) => Tables[name]();

    private static string Decoder()
    {
        var results = ResultTable.Read("decoder");
        return Table(
            results,
            ["events", "in place", "copied", "pulled", "copied, 1,400 bytes", "of a floor"],
            from corpus in results.Rows.GroupBy(row => row["corpus"])
            let whole = corpus.Single(row => row["chunk"] == "16384")
            let small = corpus.Single(row => row["chunk"] == "1400")
            select new[]
            {
                Events(corpus.Key),
                Pair(whole, "strings in place", "selector in place"),
                Pair(whole, "strings", "selector"),
                Pair(whole, "pulled strings", "pulled selector"),
                Pair(small, "strings", "selector"),
                $"{Percent(whole, "of floor")}, {Percent(whole, "selector of floor")}",
            });
    }

    private static string Client() => Table(
        ResultTable.Read("client"),
        ["stream", "with strings: rate, CPU", "with a selector: rate, CPU"],
        row =>
        [
            $"{Events(row["stream"])}, {(row["sending"] == "Blocks" ? "" : "each flushed alone, ")}{Door(row["door"])}",
            Pair(row, "strings rate", "strings cpu"),
            Pair(row, "selector rate", "selector cpu"),
        ]);

    private static string Server() => Table(
        ResultTable.Read("server"),
        ["", "deliveries, times the peer's", "CPU time, times less"],
        row => [$"{row.Rounded("subscribers", 0)} subscribers, {Payload(row)}, {Pace(row)}", row.Rounded("rate"), row.Rounded("cpu")]);

    private static string ServerIdle() => Table(
        ResultTable.Read("server-idle"),
        ["server", "heap, bytes", "resident, bytes"],
        row => [IdleServer(row["server"]), row.Rounded("heap", 0), row.Rounded("resident", 0)]);

    private static string ClientIdle() => Table(
        ResultTable.Read("client-idle"),
        ["", "`Connect`", "`HttpClient` and `SseParser`", "a bare response"],
        row =>
        [
            $"{row["protocol"]}, {row.Rounded("open", 0)} connections",
            row.Rounded("Connect", 0),
            row.Rounded("BCL", 0),
            row.Rounded("bare", 0),
        ]);

    private static string Cold()
    {
        var results = ResultTable.Read("cold");
        return Table(
            results,
            [
                "program", "`--help`, ms",
                "first event, ms", "CPU, ms", "allocated, KB",
                "first 100 events, ms", "CPU, ms", "allocated, KB",
            ],
            results.Rows.GroupBy(row => row["program"]).Select(program => new[]
            {
                program.Key,
                Cell(program, "--help", "ms"),
                Cell(program, "first event", "ms"),
                Cell(program, "first event", "cpu ms"),
                Cell(program, "first event", "allocated KB"),
                Cell(program, "first 100 events", "ms"),
                Cell(program, "first 100 events", "cpu ms"),
                Cell(program, "first 100 events", "allocated KB"),
            }));

        static string Cell(IEnumerable<ResultRow> rows, string what, string column) =>
            rows.FirstOrDefault(row => row["what"] == what) is { } row && row[column] != "NaN" ? row.Rounded(column, 0) : "";
    }

    private static string ScaleSockets() => Table(
        ResultTable.Read("scale-sockets"),
        ["subscribers over sockets", "CPU to connect one, µs", "CPU of a delivery at full rate, ns", "one at a time, ns", "heap of one"],
        row =>
        [
            row.Rounded("sockets", 0), row.Rounded("connect", 0), row.Rounded("delivery", 0), row.Rounded("alone", 0),
            row.Rounded("heap", 0),
        ]);

    private static string ScaleTopics() => Table(
        ResultTable.Read("scale-topics"),
        ["topics", "to publish to one of them, ns", "heap of one without events", "heap of one with an event"],
        row => [row.Rounded("topics", 0), row.Rounded("publish", 0), row.Rounded("empty", 0), row.Rounded("bytes", 0)]);

    private static string ScaleClients() => Table(
        ResultTable.Read("scale-clients"),
        [
            "clients in a process", "CPU to open one, µs", "heap of one", "all dropped: back after, s", "CPU of one reconnect, µs",
            "back within the busiest 100 ms",
        ],
        row =>
        [
            row.Rounded("clients", 0),
            row.Rounded("open us", 0),
            row.Rounded("heap", 0),
            row.Rounded("storm s"),
            row.Rounded("reconnect us", 0),
            row.Number("busiest 100 ms").ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal),
        ]);

    private static string Pair(ResultRow row, string one, string other) => $"{row.Rounded(one)}, {row.Rounded(other)}";

    private static string Percent(ResultRow row, string column) =>
        row.Number(column).ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    private static string Door(string door) => door == "pushed" ? "`SseObservable.Connect`" : "`SseAsyncEnumerable.Connect`";

    private static string Events(string corpus) => corpus switch
    {
        "data-only" => "one `data` line of 180 to 330 bytes, as most LLM APIs send",
        "data-only-crlf" => "the same, CRLF",
        "data-only-utf8" => "the same, not ASCII",
        "data-only-utf8-crlf" => "the same, not ASCII, CRLF",
        "gemini" => "one `data` line of 250 to 850 bytes, CRLF, as Gemini sends",
        "gemini-utf8" => "the same, not ASCII",
        "llm-tokens" => "LLM tokens with a type",
        "ticks" => "30-byte ticks",
        "json-8k" => "8 KB JSON",
        "lines-20" => "20 `data` lines",
        "keep-alives" => "keep-alives",
        "crlf-tokens" => "LLM tokens with a type, CRLF",
        "non-ascii" => "LLM tokens with a type, not ASCII",
        "wikimedia" => "Wikimedia-like, 1.4 KB",
        _ => $"a recording, `{corpus}`",
    };

    private static string Payload(ResultRow row) => row["payload"] == "json" ? "JSON" : "ready strings";

    private static string Pace(ResultRow row) => row["pace"] == "saturated" ? "at full rate" : "one at a time";

    private static string IdleServer(string name) => name switch
    {
        "MapSse" => "`MapSse` with a topic",
        "no heartbeats" => "the same without heartbeats",
        "TypedResults" => "`TypedResults.ServerSentEvents` with a channel",
        _ => "Kestrel alone",
    };

    private static string Table(ResultTable results, string[] columns, Func<ResultRow, string[]> cells) =>
        Table(results, columns, results.Rows.Select(cells));

    private static string Table(ResultTable results, string[] columns, IEnumerable<string[]> rows) => string.Join('\n', [
        Line(columns),
        Line([.. columns.Select(_ => "---")]).Replace(" ", "", StringComparison.Ordinal),
        .. rows.Select(Line),
        "",
        results.Provenance]);

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |".Replace("|  |", "| |", StringComparison.Ordinal);
}
