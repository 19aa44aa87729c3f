using System.Globalization;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Pictures.Drawings;

/// <summary>What <c>./build.sh bench-server</c> printed, as it is stored in benchmarks/results/server.txt.</summary>
public static partial class ServerResults
{
    /// <summary>The deliveries of a topic, compared with those of the platform.</summary>
    public static IReadOnlyList<ServerResult> Read() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "benchmarks", "results", "server.txt")))
            .Select(row => new ServerResult(
                int.Parse(row.Groups["count"].Value, CultureInfo.InvariantCulture),
                row.Groups["payload"].Value,
                row.Groups["pace"].Value,
                Number(row, "rate"),
                Number(row, "cpu"))),
    ];

    private static double Number(Match row, string group) => double.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^ *(?<count>\d+) (?<payload>json|strings) +(?<pace>saturated|one at a time) +\| +(?<rate>[\d.]+) \([^)]*\) +(?<cpu>[\d.]+)",
        RegexOptions.Multiline)]
    private static partial Regex Row();
}
