using System.Text;

namespace Sse.Interop.Tests.Peers;

/// <summary>The lines of a program's standard output and standard error, in the order of arrival.</summary>
internal sealed class Transcript
{
    private readonly StringBuilder _text = new();

    public async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_text)
            {
                _text.Append(line).Append('\n');
            }
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
