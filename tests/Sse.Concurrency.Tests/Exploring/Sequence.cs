using Microsoft.Coyote.Specifications;

namespace Sse.Concurrency.Tests;

/// <summary>What a subscriber must have received: numbers in order, none missing, none twice.</summary>
internal static class Sequence
{
    /// <summary>Asserts consecutive numbers.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="name">The name of the subscriber.</param>
    /// <param name="first">The first; <see langword="null"/> for any.</param>
    /// <param name="last">The last; <see langword="null"/> for any, or none at all.</param>
    public static void Consecutive(IEnumerable<int> numbers, string name, int? first = null, int? last = null)
    {
        int[] all = [.. numbers];
        var text = $"{name}: {string.Join(' ', all)}";
        Specification.Assert(all.Zip(all.Skip(1)).All(pair => pair.Second == pair.First + 1), $"lost, duplicated or reordered: {text}");
        if (first is { } start && (all.Length > 0 || last is not null))
        {
            Specification.Assert(all.Length > 0 && all[0] == start, $"does not begin with {start}: {text}");
        }

        if (last is { } end)
        {
            Specification.Assert(all.Length > 0 && all[^1] == end, $"does not end with {end}: {text}");
        }
    }

    /// <summary>Asserts that numbers grow: some may be missing.</summary>
    public static void Growing(IEnumerable<int> numbers, string name)
    {
        int[] all = [.. numbers];
        Specification.Assert(
            all.Zip(all.Skip(1)).All(pair => pair.Second > pair.First), $"duplicated or reordered: {name}: {string.Join(' ', all)}");
    }
}
