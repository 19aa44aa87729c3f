using System.Globalization;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Sse.Reactive;

namespace Sse.Concurrency.Tests;

/// <summary>One shared connection: joining, leaving, the end, an observer that throws.</summary>
internal static class ShareScenarios
{
    public static Scenario[] All { get; } =
    [
        new("share: join", () => Share(leaves: false)),
        new("share: join and leave", () => Share(leaves: true)),
        new("share: observer throws", ObserverThrows),
    ];

    private static async Task Share(bool leaves)
    {
        var source = new ScriptedSignals();
        var shared = source.Share();
        Witness<SseSignal> a = new("a"), b = new("b"), c = new("c");
        await Task.WhenAll(
            Task.Run(() => shared.Subscribe(a)),
            Task.Run(() =>
            {
                var subscription = shared.Subscribe(b);
                if (leaves)
                {
                    SchedulingPoint.Interleave();
                    subscription.Dispose();
                }
            }),
            Task.Run(() => shared.Subscribe(c)));
        await source.WhenIdleAsync();
        Specification.Assert(a.Ends == 1 && c.Ends == 1 && (leaves || b.Ends == 1), $"ends: {a.Ends} {b.Ends} {c.Ends}");
        Check(a, "a");
        Check(b, "b");
        Check(c, "c");
        Specification.Assert(source.Open == 0, $"{source.Open} of {source.Made} connections are open");
    }

    private static async Task ObserverThrows()
    {
        var source = new ScriptedSignals();
        var shared = source.Share();
        Witness<SseSignal> a = new("a"), b = new("b");
        b.Then = signal =>
        {
            if (signal is SseSignal.Event { Value.Data: [_, ':', '2'] })
            {
                throw new ObserverException();
            }
        };
        await Task.WhenAll(Task.Run(() => shared.Subscribe(a)), Task.Run(() => shared.Subscribe(b)));
        await source.WhenIdleAsync();
        Specification.Assert(a.Ends == 1, $"ended {a.Ends} times");
        Check(a, "a");
    }

    /// <summary>A state first, then each event of one connection up to its last, unless there was an end before.</summary>
    private static void Check(Witness<SseSignal> witness, string name)
    {
        if (witness.Seen is not [var first, ..])
        {
            return;
        }

        string[] events = [.. witness.Seen.OfType<SseSignal.Event>().Select(e => e.Value.Data)];
        int[] numbers = [.. events.Select(e => int.Parse(e.Split(':')[1], CultureInfo.InvariantCulture))];
        Specification.Assert(events.Select(e => e[0]).Distinct().Count() <= 1, $"{name}: of two connections: {string.Join(' ', events)}");
        Sequence.Consecutive(numbers, name, last: witness is { Ends: 1, Error: null } && numbers.Length > 0 ? 3 : null);
        Specification.Assert(first is not SseSignal.Event || numbers[0] == 0, $"{name}: begins with no state");
        Specification.Assert(
            first is not SseSignal.Disconnected || numbers is [] or [3], $"{name}: its first state is newer: {string.Join(' ', events)}");
        Specification.Assert(witness.Seen.Count(s => s is SseSignal.Opened) <= 1, $"{name}: opened twice");
    }
}
