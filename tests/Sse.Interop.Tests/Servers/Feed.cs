using System.Globalization;

namespace Sse.Interop.Tests.Servers;

/// <summary>The events that every server of <c>tests/peers</c> sends.</summary>
internal static class Feed
{
    public static SseEvent Event(int n) => new(
        $$"""{"n":{{n}},"text":"größer 🚀"}""", n % 5 == 0 ? "message" : "tick", n.ToString(CultureInfo.InvariantCulture));

    public static IEnumerable<SseEvent> Events(int first, int last) => Enumerable.Range(first, last - first + 1).Select(Event);
}
