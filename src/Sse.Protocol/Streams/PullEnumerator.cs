using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Protocol;

/// <summary>
/// Base class of the pulled readers: an enumerator that completes synchronously while bytes are at hand, and waits only for more of them.
/// </summary>
/// <remarks>
/// What an asynchronous iterator does, written by hand, because its step costs as much as parsing an event. As there, an exception ends
/// the sequence after the resources are released, and only through the task; the sequence cannot be disposed of during a move. Two
/// concurrent moves are an error here.
/// </remarks>
internal abstract class PullEnumerator<T> : IAsyncEnumerator<T>
{
    private State _state;
    private Exception? _error;

    private enum State : byte
    {
        Resting,
        Moving,
        Starved,
        Failed,
        Ended,
    }

    public T Current { get; protected set; } = default!;

    public ValueTask<bool> MoveNextAsync() => TryMoveNow() ? new(true) : MoveOnAsync();

    public ValueTask DisposeAsync()
    {
        switch (_state)
        {
            case State.Moving:
                throw new NotSupportedException(
                    "DisposeAsync was called before MoveNextAsync had completed. Cancel the enumeration, await that call, then dispose.");
            case State.Ended:
                return default;
            default:
                return EndAsync();
        }
    }

    /// <summary>Moves to the next value in the bytes at hand.</summary>
    /// <returns>Whether there is one. If not, all bytes have been read.</returns>
    protected abstract bool TryMove();

    /// <summary>
    /// Reads on until <see cref="TryMove"/> finds a value. Ends in <see cref="Found"/> or <see cref="EndAsync"/>, before it completes.
    /// </summary>
    /// <returns>Whether there is a value.</returns>
    protected abstract ValueTask<bool> ReadOnAsync();

    /// <summary>Releases the resources. Called once, also if nothing was read.</summary>
    protected abstract ValueTask ReleaseAsync();

    /// <summary>The move ends with a value.</summary>
    protected void Found() => _state = State.Resting;

    /// <summary>The sequence ends.</summary>
    protected ValueTask EndAsync()
    {
        _state = State.Ended;
        Current = default!;
        return ReleaseAsync();
    }

    /// <summary>Completes a move at once, if it can. It is here that most moves end.</summary>
    private bool TryMoveNow()
    {
        if (_state != State.Resting)
        {
            return false;
        }

        _state = State.Moving;
        try
        {
            _state = TryMove() ? State.Resting : State.Starved;
        }
        catch (Exception error)
        {
            (_error, _state) = (error, State.Failed);
        }

        return _state == State.Resting;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<bool> MoveOnAsync()
    {
        switch (_state)
        {
            case State.Starved:
                _state = State.Moving;
                return ReadOnAsync();
            case State.Failed:
                return FailAsync();
            case State.Ended:
                return default;
            default:
                throw new InvalidOperationException("MoveNextAsync was called before the previous call had completed. Await each call.");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FailAsync()
    {
        var error = _error!;
        _error = null;
        await EndAsync().ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(error);
        return false;
    }
}
