namespace Sse.Reactive.DependencyInjection;

/// <summary>Finds the known name that a misspelled one most likely stands for.</summary>
internal static class NearestName
{
    /// <summary>
    /// The name with the fewest edits from the misspelled one; <see langword="null"/> if these are more than a third of its length.
    /// </summary>
    public static string? Of(string misspelled, IEnumerable<string> names)
    {
        var nearest = names.OrderBy(name => Edits(misspelled, name)).First();
        return Edits(misspelled, nearest) <= nearest.Length / 3 ? nearest : null;
    }

    /// <summary>
    /// The optimal string alignment distance: letters added, removed, changed, or swapped with the next one. Case is ignored.
    /// </summary>
    private static int Edits(string from, string to)
    {
        int[] above = [], row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var twoAbove = above;
            (above, row) = (row, new int[to.Length + 1]);
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = IsSame(from[i - 1], to[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
                if (i > 1 && j > 1 && IsSame(from[i - 1], to[j - 2]) && IsSame(from[i - 2], to[j - 1]))
                {
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
                }
            }
        }

        return row[to.Length];
    }

    private static bool IsSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
