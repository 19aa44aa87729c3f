namespace Sse.Concurrency.Tests;

/// <summary>An async sequence by hand, because Coyote cannot run the compiler's.</summary>
internal sealed class ScriptedSequence(int count) : IAsyncEnumerable<SseEvent>, IAsyncEnumerator<SseEvent>
{
    private int _index = -1;

    public SseEvent Current => new($"a{_index}");

    public IAsyncEnumerator<SseEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync() => new(NextAsync());

    public ValueTask DisposeAsync() => new(Task.CompletedTask);

    private async Task<bool> NextAsync()
    {
        if (Choice.Coin())
        {
            await Task.Yield();
        }

        return ++_index < count;
    }
}
