// Reads a report of Stryker, updates ROOM.txt, and prints the score and the survivors.
//   dotnet run Report.cs ROOM REPORT.json COMMIT
// ROOM.txt has a paragraph for each file of the room: its counts, and the mutants that no test kills. A run of some files replaces their
// paragraphs only. ROOM.equivalent.txt lists mutants that change nothing that a user could see: "File.cs | original => replacement | why".
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

var (room, report, commit) = (args[0], args[1], args[2]);
var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
var equivalent = Lines($"{room}.equivalent.txt")
    .Where(line => line.Contains(" | ", StringComparison.Ordinal))
    .Select(line => line[..line.LastIndexOf(" | ", StringComparison.Ordinal)])
    .ToHashSet();

var paragraphs = new SortedDictionary<string, List<string>>(StringComparer.Ordinal); // counts, then indented mutants
List<string> paragraph = [];
foreach (var line in Lines($"{room}.txt").Skip(1))
{
    if (!line.StartsWith(' '))
    {
        paragraphs[line[..line.IndexOf(':')]] = paragraph = [];
    }

    paragraph.Add(line);
}

using var json = JsonDocument.Parse(File.ReadAllText(report));
var folder = json.RootElement.GetProperty("projectRoot").GetString()!;
foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
{
    var source = file.Value.GetProperty("source").GetString()!.Split('\n');
    var name = Path.GetFileName(file.Name);
    var path = Path.GetRelativePath(folder, Path.Combine(folder, file.Name));
    var counts = new Dictionary<string, int> { ["killed"] = 0, ["timed out"] = 0, ["survived"] = 0, ["equivalent"] = 0 };
    var survivors = new List<string>();
    foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
    {
        var fate = mutant.GetProperty("status").GetString() switch
        {
            "Killed" => "killed",
            "Timeout" => "timed out",
            "Survived" or "NoCoverage" => "survived",
            _ => null, // ignored, or does not compile
        };
        if (fate is null)
        {
            continue;
        }

        var (start, change) = Change(source, mutant);
        if (fate == "survived" && equivalent.Contains($"{name} | {change}"))
        {
            fate = "equivalent";
        }

        counts[fate]++;
        if (fate == "survived")
        {
            survivors.Add($"  {start}: {change}{(mutant.GetProperty("status").GetString() == "NoCoverage" ? " (no test runs it)" : "")}");
        }
    }

    if (counts.Values.Sum() > 0)
    {
        var summary = string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
        paragraphs[path] = [$"{path}: {summary} ({today}, {commit})", .. survivors];
    }
}

int Sum(string what) => paragraphs.Values.Sum(lines => int.Parse(
    Regex.Match(lines[0], what + @" (\d+)").Groups[1].Value, CultureInfo.InvariantCulture));
var (found, missed) = (Sum("killed") + Sum("timed out"), Sum("survived"));
var score = string.Create(
    CultureInfo.InvariantCulture,
    $"{room}: {100.0 * found / Math.Max(1, found + missed):F1} % ({found} found, {missed} survive, {Sum("equivalent")} equivalent)");
var text = paragraphs.Values.SelectMany(lines => lines).Prepend(score).ToArray();
File.WriteAllLines($"{room}.txt", text);
Console.WriteLine(string.Join('\n', text.Where(line => !line.Contains("survived 0", StringComparison.Ordinal))));

static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

static (int Line, string Change) Change(string[] source, JsonElement mutant)
{
    var location = mutant.GetProperty("location");
    var (start, end) = (location.GetProperty("start"), location.GetProperty("end"));
    var (firstLine, lastLine) = (start.GetProperty("line").GetInt32(), end.GetProperty("line").GetInt32());
    var (firstColumn, lastColumn) = (start.GetProperty("column").GetInt32() - 1, end.GetProperty("column").GetInt32() - 1);
    var text = firstLine == lastLine
        ? source[firstLine - 1][firstColumn..lastColumn]
        : string.Join(
            '\n', [source[firstLine - 1][firstColumn..], .. source[firstLine..(lastLine - 1)], source[lastLine - 1][..lastColumn]]);
    return (firstLine, $"{OneLine(text)} => {OneLine(mutant.GetProperty("replacement").GetString() ?? "")}");
}

static string OneLine(string text) => Regex.Replace(text.Trim(), @"\s+", " ");
