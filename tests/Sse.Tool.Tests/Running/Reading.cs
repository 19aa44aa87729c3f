using System.Text;

namespace Sse.Tool.Tests.Running;

/// <summary>What a process writes, as it comes.</summary>
internal sealed class Reading
{
    private readonly StringBuilder _text = new();
    private readonly Task _end;

    public Reading(StreamReader reader) => _end = ReadAsync(reader);

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public async Task ContainsAsync(string text)
    {
        using var deadline = new CancellationTokenSource(SseProcess.Deadline);
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    public async Task<string> EndAsync()
    {
        await _end.WaitAsync(SseProcess.Deadline);
        return Text;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[1024];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }
}
