using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>An operator by hand: each input gives any number of outputs, on the thread that delivers it. (No Rx here: this assembly has no dependency.)</summary>
/// <remarks>
/// An error of its own (the decoder's, the encoder's, the selector's) ends the sequence and closes the source. What the observer throws closes
/// the source and goes on up to whoever delivered the input, as in Rx. Once disposed of, also from within <c>OnNext</c>, it delivers nothing (but does not wait for a call that another thread is making just then).
/// </remarks>
internal abstract class TransformObserver<TIn, TOut>(IObserver<TOut> observer) : IObserver<TIn>, IDisposable
{
    private volatile bool _isStopped;
    private bool _isDelivering;
    private IDisposable? _source;

    /// <summary>Sets what to dispose of; at once, if this is already disposed.</summary>
    public IDisposable Source
    {
        set
        {
            if (Interlocked.CompareExchange(ref _source, value, null) is not null)
            {
                value.Dispose();
            }
        }
    }

    /// <summary>Whether it has ended or was disposed of.</summary>
    public bool IsDisposed => _isStopped;

    public void OnNext(TIn value)
    {
        if (_isStopped)
        {
            return;
        }

        try
        {
            Process(value);
        }
        catch (Exception error) when (!_isDelivering)
        {
            Failing(error);
            OnError(error);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void OnError(Exception error)
    {
        if (Stop())
        {
            observer.OnError(error);
        }
    }

    public void OnCompleted()
    {
        if (Stop())
        {
            observer.OnCompleted();
        }
    }

    public void Dispose() => Stop();

    /// <summary>Delivers the outputs of one input, until <see cref="Deliver"/> says to stop.</summary>
    protected abstract void Process(TIn value);

    /// <summary>An error of its own is about to end the sequence.</summary>
    protected virtual void Failing(Exception error)
    {
    }

    /// <summary>It has ended or was disposed of. Called at least once, possibly on another thread than the one that delivers.</summary>
    protected virtual void Stopped()
    {
    }

    /// <summary>Delivers an output.</summary>
    /// <returns>Whether more may be delivered: not once disposed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Deliver(TOut value)
    {
        if (_isStopped)
        {
            return false;
        }

        _isDelivering = true;
        observer.OnNext(value);
        _isDelivering = false;
        return !_isStopped;
    }

    private bool Stop()
    {
        var wasRunning = !_isStopped;
        _isStopped = true;
        Interlocked.Exchange(ref _source, Closed.Instance)?.Dispose();
        Stopped();
        return wasRunning;
    }

    private sealed class Closed : IDisposable
    {
        public static readonly Closed Instance = new();

        public void Dispose()
        {
        }
    }
}

/// <summary>Makes an observer of its own for each subscription.</summary>
internal sealed class Transform<TIn, TOut>(IObservable<TIn> source, Func<IObserver<TOut>, TransformObserver<TIn, TOut>> observerFor) : IObservable<TOut>
{
    public IDisposable Subscribe(IObserver<TOut> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var transform = observerFor(observer);
        transform.Source = source.Subscribe(transform);
        return transform;
    }
}
