using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;

namespace Sse.Protocol.Tests;

/// <summary>What <c>FormatSse</c> keeps between two items.</summary>
public class FormattingTests
{
    private const int MiB = 1024 * 1024;

    [Test]
    public void The_memory_of_a_large_event_is_released()
    {
        using var events = new Subject<SseEvent>();
        var bytes = 0L;
        using var subscription = events.FormatSse().Subscribe(chunk => bytes += chunk.Length);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        PublishLarge(events);

        Assert.That(bytes, Is.GreaterThan(16 * MiB));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4L * MiB));
    }

    /// <summary>Not inlined: the test itself would keep the text.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PublishLarge(Subject<SseEvent> events) => events.OnNext(new(new string('x', 16 * MiB)));
}
