using FsCheck;
using FsCheck.Fluent;

namespace Sse.Protocol.Tests;

/// <summary>Properties that report the values they compared when they fail.</summary>
internal static class Law
{
    public static Property Same<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        return left.SequenceEqual(right).Label($"expected {Shown(left)}, but was {Shown(right)}");
    }

    public static Property All(params Property[] laws) => laws.Aggregate((left, right) => left.And(right));

    private static string Shown<T>(List<T> items) => $"[{string.Join(", ", items)}]";
}
