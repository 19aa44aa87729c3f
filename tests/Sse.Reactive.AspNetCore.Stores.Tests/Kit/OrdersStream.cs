namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a client of <see cref="OrdersServer"/> receives, line by line.</summary>
internal sealed class OrdersStream(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <returns>The lines up to this one.</returns>
    public async Task<List<string>> ReadUntilAsync(string line)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(await _lines.ReadLineAsync().WaitAsync(TestDeadline.Value) ?? throw new EndOfStreamException());
        }
        while (lines[^1] != line);
        return lines;
    }

    public void Dispose() => _lines.Dispose();
}
