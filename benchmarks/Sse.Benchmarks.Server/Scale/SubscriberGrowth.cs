using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>A crowd of subscribers joins one topic, receives events, and leaves in the order in which it came.</summary>
internal static class SubscriberGrowth
{
    private const int Deliveries = 200_000;

    public static double[] Measure(int subscribers)
    {
        var topic = new SseTopic("prices");
        var observer = new CountingObserver();
        var crowds = Math.Max(1, 10_000 / subscribers);
        var subscriptions = new IDisposable[subscribers];
        var (join, leave) = (0L, 0L);
        for (var crowd = 0; crowd < crowds; crowd++)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < subscribers; i++)
            {
                subscriptions[i] = topic.Subscribe(observer);
            }

            join += Stopwatch.GetTimestamp() - begun;
            topic.Publish(new SseEvent("42.10"));
            begun = Stopwatch.GetTimestamp();
            Array.ForEach(subscriptions, s => s.Dispose());
            leave += Stopwatch.GetTimestamp() - begun;
        }

        for (var i = 0; i < subscribers; i++)
        {
            subscriptions[i] = topic.Subscribe(observer);
        }

        topic.Publish(new SseEvent("42.10"));
        observer.Count = 0;
        var events = Math.Max(1, Deliveries / subscribers);
        var published = Stopwatch.GetTimestamp();
        for (var i = 0; i < events; i++)
        {
            topic.Publish(new SseEvent("42.10"));
        }

        var delivery = Stopwatch.GetElapsedTime(published).TotalNanoseconds / ((double)events * subscribers);
        if (observer.Count != (long)events * subscribers)
        {
            throw new InvalidOperationException($"{observer.Count} events were delivered instead of {(long)events * subscribers}.");
        }

        Array.ForEach(subscriptions, s => s.Dispose());
        var each = 1e9 / Stopwatch.Frequency / ((double)crowds * subscribers);
        return [join * each, leave * each, delivery];
    }

    private sealed class CountingObserver : IObserver<SseEvent>
    {
        public long Count { get; set; }

        public void OnNext(SseEvent value) => Count++;

        public void OnError(Exception error) => throw error;

        public void OnCompleted()
        {
        }
    }
}
