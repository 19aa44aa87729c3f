using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>Tests of reconnection delays.</summary>
public abstract class DelayTests : VirtualTimeTests
{
    private protected override TimeSpan Frame => TimeSpan.FromMilliseconds(1);

    /// <summary>Returns the first delays, in seconds.</summary>
    private protected List<double> Delays(int count, SseOptions options)
    {
        var delays = new List<double>();
        using var subscription = Signals(options).Subscribe(signal =>
        {
            if (signal is SseSignal.Disconnected lost)
            {
                delays.Add(lost.Delay.TotalSeconds);
            }
        });
        for (var i = 0; i < 100_000 && delays.Count < count; i++)
        {
            Server.Run(until: Server.Now + TimeSpan.FromSeconds(1));
        }

        return delays[..count];
    }
}
