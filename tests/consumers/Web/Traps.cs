using Sse.Reactive;
using Sse.Reactive.AspNetCore;

/// <summary>Code that the analyzers of client and server warn of. It never runs.</summary>
internal static class Traps
{
    public static void Enter(WebApplication app, SseTopic prices)
    {
        app.MapSse("/traps", _ => prices.OfType("price"));
        SseObservable.Connect("http://127.0.0.1/").Subscribe(_ => { });
    }
}
