using System.Reactive;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>The signals of one shared connection. See <see cref="SseSignalExtensions.Share"/>.</summary>
internal sealed class SharedSignals : IObservable<SseSignal>
{
    private readonly IObservable<SseSignal> _signals;

    public SharedSignals(IObservable<SseSignal> source)
    {
        FromBeginning = new ShareLatest<SseSignal?>(
            source,
            static signal => signal is SseSignal.Opened or SseSignal.Disconnected or SseSignal.Ended,
            Notification.CreateOnNext<SseSignal?>(null));
        _signals = FromBeginning.Where(static signal => signal is not null).Select(static signal => signal!);
    }

    /// <summary>The signals, after a <see langword="null"/> that stands for the beginning as long as there is no state yet.</summary>
    public IObservable<SseSignal?> FromBeginning { get; }

    public IDisposable Subscribe(IObserver<SseSignal> observer) => _signals.Subscribe(observer);
}
