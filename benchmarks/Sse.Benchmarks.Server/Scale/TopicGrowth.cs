using System.Diagnostics;
using System.Reactive;

namespace Sse.Benchmarks.Server;

/// <summary>Many topics by name, to which events are published without subscribers.</summary>
internal static class TopicGrowth
{
    private const int Publishes = 100_000;

    public static double[] Measure(int topics)
    {
        var names = Enumerable.Range(0, topics).Select(i => $"rooms/{i}").ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var rooms = new SseTopics();
        Array.ForEach(names, name => rooms.After(name, "").Subscribe(Observer.Create<SseEvent>(_ => { })).Dispose());
        var empty = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / topics;
        Array.ForEach(names, name => rooms.Publish(name, new SseEvent("hello")));
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / topics;

        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Publishes; i++)
        {
            rooms.Publish(names[(int)(i * 7919L % topics)], new SseEvent("hello"));
        }

        var publish = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Publishes;
        GC.KeepAlive(names);
        return [publish, empty, bytes];
    }
}
