using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>A topic with a full history: publishing removes the oldest event; subscribers resume at its end, or replay half.</summary>
internal static class HistoryGrowth
{
    private const int Publishes = 20_000;
    private const int Resumptions = 20_000;

    public static double[] Measure(int events)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var topic = new SseTopic("prices", new SseTopicOptions { MaxEvents = events, MaxBytes = long.MaxValue });
        var (middle, last) = ("", "");
        for (var i = 0; i < events; i++)
        {
            (middle, last) = (i == events / 2 ? last : middle, topic.Publish(new SseEvent("42.10")));
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)events;
        var replayed = 0;
        var replay = Nanoseconds(1, () => topic.After(middle).Subscribe(_ => replayed++).Dispose()) / replayed;
        var resume = Nanoseconds(Resumptions, () => topic.After(last).Subscribe(_ => replayed++).Dispose());
        var publish = Nanoseconds(Publishes, () => topic.Publish(new SseEvent("42.10")));
        return [publish, resume, replay, bytes];
    }

    private static double Nanoseconds(int count, Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / count;
    }
}
