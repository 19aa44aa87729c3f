namespace Sse.Reactive.DependencyInjection;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name that the fewest edits lead to; <see langword="null"/> if even those are more than a third of it.</summary>
    public static string? Of(string misspelt, IEnumerable<string> names)
    {
        var nearest = names.OrderBy(name => Edits(misspelt, name)).First();
        return Edits(misspelt, nearest) <= nearest.Length / 3 ? nearest : null;
    }

    /// <summary>How many letters have to be added, left out, changed or swapped with the next one (optimal string alignment), with upper and lower case alike.</summary>
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
