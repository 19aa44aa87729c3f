using System.Reactive.Linq;
using Sse.Reactive;

namespace Quickstart;

/// <summary>Prints any event stream until Ctrl+C.</summary>
internal static class StreamViewer
{
    public static async Task<int> RunAsync(string uri, string? type, CancellationToken cancellationToken)
    {
        var printer = new SignalPrinter();
        try
        {
            await SseObservable.Signals(uri).ForEachAsync(
                signal =>
                {
                    if (signal is SseSignal.Event { Value: var e })
                    {
                        printer.RecordPosition(e);
                        if (type is null || e.Type == type)
                        {
                            printer.Print(e);
                        }
                    }
                    else
                    {
                        printer.Print(signal);
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
