namespace Sse.Tool;

/// <summary>
/// Writes events to standard output, and messages and an optional status line to standard error. If both are the same terminal, the status
/// line stays below everything else. Thread-safe.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">Whether the output is a terminal: then a message begins on a line of its own.</param>
internal sealed class ConsoleWriter(TextOutput output, TextOutput error, bool isTerminal)
{
    private const string EraseLine = "\r\u001B[K";

    private readonly Lock _gate = new();
    private Action<TextOutput>? _statusLine;
    private bool _isStatusLineShown;

    /// <summary>Writes an event and flushes it.</summary>
    /// <returns>The result of <paramref name="write"/>: whether it wrote anything.</returns>
    public bool WriteEvent(Func<TextOutput, bool> write)
    {
        lock (_gate)
        {
            EraseStatusLine();
            var hasWritten = write(output);
            output.Flush();
            ShowStatusLine();
            return hasWritten;
        }
    }

    /// <summary>Writes a line to standard error.</summary>
    public void WriteMessage(Action<TextOutput> write)
    {
        lock (_gate)
        {
            EraseStatusLine();
            if (isTerminal)
            {
                EndLine();
            }

            write(error);
            error.WriteLine();
            FlushError();
            ShowStatusLine();
        }
    }

    /// <summary>Shows a status line below everything; <see langword="null"/> removes it.</summary>
    public void SetStatusLine(Action<TextOutput>? write)
    {
        lock (_gate)
        {
            EraseStatusLine();
            _statusLine = write;
            ShowStatusLine();
        }
    }

    /// <summary>Ends the current line of standard output, if there is one.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            if (output.IsMidLine)
            {
                output.WriteLine().Flush();
            }
        }
    }

    private void EraseStatusLine()
    {
        if (_isStatusLineShown)
        {
            error.Write(EraseLine);
            FlushError();
            _isStatusLineShown = false;
        }
    }

    private void ShowStatusLine()
    {
        if (_statusLine is not null && !output.IsMidLine)
        {
            _statusLine(error);
            FlushError();
            _isStatusLineShown = true;
        }
    }

    /// <summary>Flushes standard error; ignores that it is closed, which is no reason to stop.</summary>
    private void FlushError()
    {
        try
        {
            error.Flush();
        }
        catch (IOException)
        {
            // There is no output left to report this to.
        }
    }
}
