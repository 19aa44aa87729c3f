using System.Reactive.Linq;
using Sse.Reactive;

namespace Library;

/// <summary>A library of somebody's: compiled against netstandard2.0, it runs on whatever its users have.</summary>
public static class Prices
{
    public static IObservable<string> Pushed(Uri uri) => SseObservable.Connect(uri).OfType("price").Select(e => $"pushed {e.LastEventId} {e.Data}");

    public static async IAsyncEnumerable<string> Pulled(Uri uri)
    {
        await foreach (var e in SseAsyncEnumerable.Connect(uri))
        {
            yield return $"pulled {e.LastEventId} {e.Data}";
        }
    }
}
