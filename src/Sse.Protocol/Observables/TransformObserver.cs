using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Base class of hand-written operators: each input gives any number of outputs, on the thread that delivers it.</summary>
/// <remarks>
/// Written without Rx, so that this assembly has no dependency. An exception of the operator itself (decoder, encoder or selector) ends the
/// sequence with that error and disposes the source. An exception of the downstream observer disposes the source and propagates to the
/// caller of <c>OnNext</c>, as in Rx. After <see cref="Dispose"/>, which may be called from within <c>OnNext</c>, nothing more is
/// delivered; a call in progress on another thread is not waited for.
/// </remarks>
internal abstract class TransformObserver<TIn, TOut>(IObserver<TOut> observer) : IObserver<TIn>, IDisposable
{
    private volatile bool _isStopped;
    private bool _isDelivering;
    private IDisposable? _source;
    private IObserver<TOut> _observer = observer; // released at the end: the handle may be kept for longer

    /// <summary>Sets the subscription to the source; it is disposed at once if this observer is already disposed.</summary>
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

    /// <summary>Whether the sequence has ended or was disposed.</summary>
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
        var target = _observer;
        if (Stop())
        {
            target.OnError(error);
        }
    }

    public void OnCompleted()
    {
        var target = _observer;
        if (Stop())
        {
            target.OnCompleted();
        }
    }

    public void Dispose() => Stop();

    /// <summary>Delivers the outputs of one input, until <see cref="Deliver"/> returns <see langword="false"/>.</summary>
    protected abstract void Process(TIn value);

    /// <summary>Called before an exception of the operator itself ends the sequence.</summary>
    protected virtual void Failing(Exception error)
    {
    }

    /// <summary>
    /// Called when the sequence ends or is disposed: at least once, possibly on another thread than the one that delivers.
    /// </summary>
    protected virtual void Stopped()
    {
    }

    /// <summary>Delivers an output.</summary>
    /// <returns>Whether more may be delivered; <see langword="false"/> once disposed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Deliver(TOut value)
    {
        if (_isStopped)
        {
            return false;
        }

        _isDelivering = true;
        _observer.OnNext(value);
        _isDelivering = false;
        return !_isStopped;
    }

    private bool Stop()
    {
        var wasRunning = !_isStopped;
        _isStopped = true;
        Interlocked.Exchange(ref _source, Disposed.Instance)?.Dispose();
        Stopped();
        _observer = Disposed.Instance;
        return wasRunning;
    }

    /// <summary>In place of the source and the observer of a sequence that is over.</summary>
    private sealed class Disposed : IDisposable, IObserver<TOut>
    {
        public static readonly Disposed Instance = new();

        public void OnNext(TOut value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }

        public void Dispose()
        {
        }
    }
}
