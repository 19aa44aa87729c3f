using System.Reactive.Linq;
using Sse.Reactive;

namespace Library;

/// <summary>A library compiled against netstandard2.0, which runs on the framework of the program that uses it.</summary>
public static class Prices
{
    public static IObservable<string> Pushed(Uri uri)
    {
        // Object initializers and "with" use init setters, whose signature names a type that .NET Standard lacks.
        var options = new SseOptions { IdleTimeout = TimeSpan.FromSeconds(20) };
        return SseObservable.Connect(uri, options with { FailOnFirstAttempt = false }).OfType("price")
            .Select(e => e with { Data = $"pushed {e.LastEventId} {e.Data}" })
            .Select(e => e.Data);
    }

    public static async IAsyncEnumerable<string> Pulled(Uri uri)
    {
        await foreach (var e in SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "price"))
        {
            yield return $"pulled {e.LastEventId} {e.Data}";
        }
    }
}
