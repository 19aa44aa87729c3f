using System.Diagnostics;
using System.Globalization;
using Sse.Benchmarks.Quick;
using Sse.Tests.Shared;

namespace Sse.Benchmarks;

/// <summary>
/// The results of a full run, kept as data in <c>benchmarks/results</c>: comments with the command, the date, the commit and the machine,
/// then the names of the columns and a line for each row. The documents' tables and charts are made from these files.
/// </summary>
internal sealed class ResultFile(string name, string command, params string[] columns)
{
    private readonly List<string> _rows = [];

    public static string PathOf(string name) => Path.Combine(RepositoryRoot.Path, "benchmarks", "results", name + ".csv");

    public void Add(params object[] cells) =>
        _rows.Add(string.Join(',', cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))));

    public void Save()
    {
        File.WriteAllText(PathOf(name), string.Join('\n', [
            $"# command: {command}",
            $"# date: {DateTime.UtcNow:yyyy-MM-dd}",
            $"# commit: {Commit()}",
            $"# machine: {Machine.Description}",
            string.Join(',', columns),
            .. _rows,
            ""]));
        Console.WriteLine($"Saved {PathOf(name)}. To update the documents: ./build.sh bench-tables");
    }

    private static string Commit()
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--exclude", "*"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryRoot.Path,
        };
        using var git = Process.Start(start)!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}
