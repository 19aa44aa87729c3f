using System.Reactive.Linq;
using Sse.Reactive;

namespace Quickstart;

/// <summary>A client for any stream, until Ctrl+C.</summary>
internal static class Watch
{
    public static async Task<int> RunAsync(string uri, string? type, CancellationToken cancellationToken)
    {
        var console = new LifePrinter();
        try
        {
            await SseObservable.Signals(uri).ForEachAsync(
                signal =>
                {
                    if (signal is SseSignal.Event { Value: var e })
                    {
                        console.Remember(e);
                        if (type is null || e.Type == type)
                        {
                            console.Print(e);
                        }
                    }
                    else
                    {
                        console.Print(signal);
                    }
                },
                cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception error) when (error is ArgumentException or SseResponseException or Sse.Protocol.SseLimitExceededException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
