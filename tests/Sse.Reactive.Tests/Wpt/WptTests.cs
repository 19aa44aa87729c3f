using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>
/// Rows of the Web Platform Tests' eventsource folder, each a test of the same name, with the standard's own policy, in virtual time.
/// </summary>
public abstract class WptTests : VirtualTimeTests
{
    private protected override TimeSpan Frame => TimeSpan.FromMilliseconds(100);

    /// <summary>The default options with the standard's policy. Delays may be a quarter longer, which those tests allow.</summary>
    private protected SseOptions Standard => new() { Scheduler = Scheduler, ReconnectPolicy = SseReconnect.Standard };

    /// <summary>What an EventSource reports: "open", the data of events, and "error" with its readyState.</summary>
    private protected List<string> Shown(double until = 60, SseOptions? options = null)
    {
        var shown = new List<string>();
        using var subscription = Signals(options ?? Standard).Subscribe(
            signal =>
            {
                switch (signal)
                {
                    case SseSignal.Opened:
                        shown.Add("open");
                        break;

                    case SseSignal.Event(var e):
                        shown.Add($"{e.Type}: {e.Data}");
                        break;

                    case SseSignal.Disconnected:
                        shown.Add("error, CONNECTING");
                        break;
                }
            },
            _ => shown.Add("error, CLOSED"),
            () => shown.Add("completed"));
        RunTo(until);
        return shown;
    }

    /// <summary>The events of <see cref="SseObservable.Connect(string, SseOptions?)"/>.</summary>
    private protected IReadOnlyList<SseEvent> Events(double until = 60, SseOptions? options = null) =>
        Run(until, options ?? Standard).Values;
}
