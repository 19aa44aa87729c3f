using Microsoft.Coyote.Specifications;
using Sse.Reactive.AspNetCore;

namespace Sse.Concurrency.Tests;

/// <summary>A source whose events the scenario sends.</summary>
internal sealed class ScriptedSource(ClientConnection connection, Action<IObserver<SseEvent>> start) : ISource
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IObserver<SseEvent> Observer { get; } = new EncodingObserver<SseEvent>(connection, EncodedEvent.Of);

    public Task Started => Task.CompletedTask;

    public Task Ended => _ended.Task;

    public string Pending => "nothing";

    public void Start() => start(Observer);

    public void Dispose() => _ended.TrySetResult();

    public void AssertStopped() => Specification.Assert(_ended.Task.IsCompleted, "the source was not stopped");
}
