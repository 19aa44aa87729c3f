using System.Globalization;
using Sse.Tests.Shared;

namespace Pictures.Results;

/// <summary>The results of a benchmark, as it wrote them to <c>benchmarks/results</c> (<c>ResultFile</c>).</summary>
public sealed class ResultTable
{
    private readonly Dictionary<string, string> _facts;

    private ResultTable(Dictionary<string, string> facts, IReadOnlyList<ResultRow> rows) => (_facts, Rows) = (facts, rows);

    /// <summary>The rows, in the order of the file.</summary>
    public IReadOnlyList<ResultRow> Rows { get; }

    /// <summary>When, from which commit and on which machine they were measured: one line.</summary>
    public string Provenance => $"{Date}, commit {_facts["commit"]}; {_facts["machine"]}.";

    private string Date => DateTime.ParseExact(_facts["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture)
        .ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Reads the file of that name.</summary>
    public static ResultTable Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "benchmarks", "results", name + ".csv"));
        var facts = lines.TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal))
            .Select(line => line[2..].Split(": ", 2))
            .ToDictionary(fact => fact[0], fact => fact[1]);
        var columns = lines[facts.Count].Split(',');
        var rows = lines.Skip(facts.Count + 1)
            .Select(line => new ResultRow(columns.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second)));
        return new(facts, [.. rows]);
    }
}
