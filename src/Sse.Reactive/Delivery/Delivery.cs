using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>
/// Stands behind the reconnect loop, one for each subscription: decodes what leaves it and delivers it. Whatever goes wrong from here on
/// down (an event past the limit, a selector or an observer that throws) ends the subscription and never reaches the loop.
/// </summary>
internal abstract class Delivery<T>(IObserver<T> observer, Reconnection reconnection) : TransformObserver<ConnectionItem, T>(observer), ICancelable
{
    protected SseDecoder Decoder => reconnection.Decoder;

    /// <summary>Counts an event.</summary>
    protected void Count() => reconnection.Events++;

    protected sealed override void Process(ConnectionItem value)
    {
        if (value.Signal is not { } signal)
        {
            Decode(value.Chunk.Span);
            return;
        }

        if (signal is SseSignal.Disconnected)
        {
            Decoder.Reset(); // an unfinished event is lost with its connection
        }

        Pass(signal);
    }

    protected sealed override void Failing(Exception error) => reconnection.Failed(error);

    /// <summary>Delivers what a chunk completes.</summary>
    protected abstract void Decode(ReadOnlySpan<byte> chunk);

    /// <summary>Delivers a signal, if signals are wanted.</summary>
    protected abstract void Pass(SseSignal signal);
}
