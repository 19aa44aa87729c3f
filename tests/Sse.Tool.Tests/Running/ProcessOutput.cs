using System.Text;

namespace Sse.Tool.Tests;

/// <summary>The output of a process, collected as it is written.</summary>
internal sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();
    private readonly Task _end;

    public ProcessOutput(StreamReader reader) => _end = ReadAsync(reader);

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

    public async Task WaitForAsync(string text)
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
