namespace Sse.Benchmarks;

/// <summary>Recorded real streams from a folder <c>shared/captures</c> above the project. Without that folder there are none.</summary>
internal static class Captures
{
    public static IReadOnlyList<string> Names { get; } = Find() is { } folder
        ? [.. Directory.GetFiles(folder, "*.sse").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A capture repeated up to the size of a corpus, since one is too short to time.</summary>
    public static byte[] Read(string name)
    {
        var folder = Find();
        if (folder is null || !Names.Contains(name))
        {
            throw new ArgumentException($"Unknown corpus \"{name}\". Choose one of: {string.Join(", ", Corpus.Names)}.", nameof(name));
        }

        // A capture may end within an event.
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
