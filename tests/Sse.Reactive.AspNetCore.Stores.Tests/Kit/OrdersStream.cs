namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a client of <see cref="OrdersServer"/> receives, line by line.</summary>
internal sealed class OrdersStream(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <returns>The lines up to this one.</returns>
    /// <exception cref="TimeoutException">It does not come in time, whatever else comes; the message has what did.</exception>
    public async Task<List<string>> ReadUntilAsync(string line)
    {
        var lines = new List<string>();
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        try
        {
            do
            {
                lines.Add(await _lines.ReadLineAsync(deadline.Token) ?? throw new EndOfStreamException());
            }
            while (lines[^1] != line);
            return lines;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No line '{line}' in {TestDeadline.Value}, but: {string.Join('|', lines.Take(100))}");
        }
    }

    public void Dispose() => _lines.Dispose();
}
