using System.Text;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>OnNext runs in the execution context of Subscribe, on whatever thread the bytes arrive.</summary>
public class ExecutionContextTests : VirtualTimeTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Test]
    public void OnNext_runs_in_the_execution_context_of_the_subscriber()
    {
        var body = new Body();
        var seen = new List<string?>();

        Ambient.Value = "subscriber";
        using var subscription = SseObservable.Connect((_, _) => new(new SseResponse(body))).Subscribe(_ => seen.Add(Ambient.Value));
        Ambient.Value = "sender";
        body.Send("data: a\n\n");
        body.Send("data: b\n\n");

        Assert.That(seen, Is.EqualTo(new[] { "subscriber", "subscriber" }));
        Assert.That(Ambient.Value, Is.EqualTo("sender"));
    }

    /// <summary>Completes a read inside the call that sends.</summary>
    private sealed class Body : ReadableStream
    {
        private TaskCompletionSource<int> _read = new();
        private Memory<byte> _buffer;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _buffer = buffer;
            _read = new();
            return new(_read.Task);
        }

        public void Send(string text) => _read.SetResult(Encoding.UTF8.GetBytes(text, _buffer.Span));
    }
}
