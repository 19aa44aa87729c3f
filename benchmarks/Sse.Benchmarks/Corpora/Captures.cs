namespace Sse.Benchmarks;

/// <summary>Real recorded streams, where a folder <c>shared/captures</c> lies beside the project; none elsewhere.</summary>
internal static class Captures
{
    public static IReadOnlyList<string> Names { get; } = Find() is { } folder
        ? [.. Directory.GetFiles(folder, "*.sse").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The capture over and over, up to the size of a corpus: one alone is too short to time.</summary>
    public static byte[] Read(string name)
    {
        var folder = Find();
        if (folder is null || !Names.Contains(name))
        {
            throw new ArgumentException($"There is no corpus \"{name}\". There are: {string.Join(", ", Corpus.Names)}.", nameof(name));
        }

        // A capture may stop inside an event.
        byte[] one = [.. File.ReadAllBytes(Path.Combine(folder, name + ".sse")), .. "\n\n"u8];
        return [.. Enumerable.Repeat(one, (Corpus.Size / one.Length) + 1).SelectMany(b => b)];
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var captures = Path.Combine(folder.FullName, "shared", "captures");
            if (Directory.Exists(captures))
            {
                return captures;
            }
        }

        return null;
    }
}
