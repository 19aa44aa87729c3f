using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>
/// Stands behind the reconnect loop, one for each subscription: decodes what leaves it and delivers it. Whatever goes wrong from here on
/// down (an event past the limit, a selector or an observer that throws) ends the subscription and never reaches the loop.
/// </summary>
internal abstract class Delivery<T>(IObserver<T> observer, SseDecoder decoder) : TransformObserver<Step, T>(observer), ICancelable
{
    public bool IsDisposed => IsStopped;

    protected sealed override void Process(Step value)
    {
        if (value.Signal is not { } signal)
        {
            Decode(value.Chunk.Span, decoder);
            return;
        }

        if (signal is SseSignal.Disconnected)
        {
            decoder.Reset(); // an unfinished event is lost with its connection
        }

        Pass(signal);
    }

    protected abstract void Decode(ReadOnlySpan<byte> chunk, SseDecoder decoder);

    protected virtual void Pass(SseSignal signal)
    {
    }
}

/// <summary>Delivers what a selector makes of the events, and nothing else.</summary>
internal sealed class EventDelivery<T>(IObserver<T> observer, SseSelector<T> selector, SseDecoder decoder) : Delivery<T>(observer, decoder)
{
    protected override void Decode(ReadOnlySpan<byte> chunk, SseDecoder decoder)
    {
        while (!IsStopped && decoder.TryReadEvent(ref chunk, out var view))
        {
            Deliver(selector(view));
        }
    }
}

/// <summary>Delivers everything.</summary>
internal sealed class SignalDelivery(IObserver<SseSignal> observer, SseDecoder decoder, TimeSpan reconnectionTime) : Delivery<SseSignal>(observer, decoder)
{
    private TimeSpan _reconnectionTime = reconnectionTime;

    protected override void Decode(ReadOnlySpan<byte> chunk, SseDecoder decoder)
    {
        while (!IsStopped && decoder.TryRead(ref chunk, out var frame))
        {
            switch (frame.Kind)
            {
                case SseFrameKind.Event:
                    Deliver(new SseSignal.Event(frame.Event.ToEvent()));
                    break;

                case SseFrameKind.Comment:
                    Deliver(new SseSignal.Comment(((SseFrame.Comment)frame.ToFrame()).Text));
                    break;

                case SseFrameKind.Id:
                    Deliver(new SseSignal.IdChanged(frame.LastEventId));
                    break;

                case SseFrameKind.Retry when frame.ReconnectionTime != _reconnectionTime:
                    _reconnectionTime = frame.ReconnectionTime;
                    Deliver(new SseSignal.RetryChanged(_reconnectionTime));
                    break;
            }
        }
    }

    protected override void Pass(SseSignal signal) => Deliver(signal);
}
