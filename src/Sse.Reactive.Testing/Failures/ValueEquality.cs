using System.Collections;

namespace Sse.Reactive.Testing;

/// <summary>Compares values with <c>Equals</c>, and sequences, such as those of <c>Buffer</c> and <c>ToList</c>, item by item.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(object? one, object? other) =>
        Equals(one, other)
        || (one is IEnumerable ones and not string && other is IEnumerable others and not string && HaveEqualItems(ones, others));

    private static bool HaveEqualItems(IEnumerable ones, IEnumerable others)
    {
        var (left, right) = (ones.Cast<object?>().ToList(), others.Cast<object?>().ToList());
        return left.Count == right.Count && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second));
    }
}
