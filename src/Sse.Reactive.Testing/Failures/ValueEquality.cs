using System.Collections;

namespace Sse.Reactive.Testing;

/// <summary>Equal is what says so of itself; and sequences of equal values, as <c>Buffer</c> and <c>ToList</c> make them.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(object? one, object? other) =>
        Equals(one, other)
        || (one is IEnumerable and not string && other is IEnumerable and not string && HaveEqualItems((IEnumerable)one, (IEnumerable)other));

    private static bool HaveEqualItems(IEnumerable one, IEnumerable other)
    {
        var (ones, others) = (one.Cast<object?>().ToList(), other.Cast<object?>().ToList());
        return ones.Count == others.Count && ones.Zip(others).All(pair => AreEqual(pair.First, pair.Second));
    }
}
