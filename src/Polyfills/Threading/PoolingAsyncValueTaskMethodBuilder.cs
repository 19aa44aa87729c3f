using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace System.Runtime.CompilerServices;

/// <summary>
/// Implements what this code relies on: continuations run inline, on the completing thread, even under a SynchronizationContext, where
/// those of a task go to the thread pool. Nothing is pooled.
/// </summary>
internal struct PoolingAsyncValueTaskMethodBuilder<TResult>
{
    private Box _box;

    public readonly ValueTask<TResult> Task => new(_box, _box.Version);

    public static PoolingAsyncValueTaskMethodBuilder<TResult> Create() => new() { _box = new() };

    /// <summary>As for a task: changes that the method makes to the execution context are undone when it returns.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler calls it on the builder.")]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => default(AsyncTaskMethodBuilder).Start(ref stateMachine);

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _box.StateMachine = stateMachine;

    public readonly void SetResult(TResult result) => _box.SetResult(result);

    public readonly void SetException(Exception exception) => _box.SetException(exception);

    public readonly void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(_box.Continuation(ref stateMachine));

    /// <summary>Uses <c>OnCompleted</c>, so that the execution context flows.</summary>
    public readonly void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(_box.Continuation(ref stateMachine));

    private sealed class Box : IValueTaskSource<TResult>
    {
        private ManualResetValueTaskSourceCore<TResult> _core;
        private Action? _moveNext;

        public IAsyncStateMachine? StateMachine { get; set; }

        public short Version => _core.Version;

        /// <summary>
        /// The state machine is a struct until its first wait. The box then holds a copy, whose builder refers to this box.
        /// </summary>
        public Action Continuation<TStateMachine>(ref TStateMachine stateMachine)
            where TStateMachine : IAsyncStateMachine
        {
            if (_moveNext is null)
            {
                IAsyncStateMachine boxed = stateMachine;
                StateMachine = boxed;
                _moveNext = boxed.MoveNext;
            }

            return _moveNext;
        }

        public void SetResult(TResult result)
        {
            (StateMachine, _moveNext) = (null, null);
            _core.SetResult(result);
        }

        public void SetException(Exception exception)
        {
            (StateMachine, _moveNext) = (null, null);
            _core.SetException(exception);
        }

        public TResult GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
