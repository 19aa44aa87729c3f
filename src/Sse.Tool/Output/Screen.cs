namespace Sse.Tool.Output;

/// <summary>
/// What the program writes, from whichever thread: events to the output, the connection's life to the error output, and there too, below everything, a line that is
/// written over and over. Both may be the same terminal.
/// </summary>
internal sealed class Screen(Paper output, Paper error)
{
    private const string EraseLine = "\r\u001B[K";

    private readonly Lock _gate = new();
    private Action<Paper>? _live;
    private bool _isLiveShown;

    /// <summary>Writes an event, and sees to it that it has left.</summary>
    /// <returns>What <paramref name="write"/> did: whether it wrote anything.</returns>
    public bool Print(Func<Paper, bool> write)
    {
        lock (_gate)
        {
            EraseLive();
            var hasWritten = write(output);
            output.Flush();
            ShowLive();
            return hasWritten;
        }
    }

    /// <summary>Writes a line to the error output.</summary>
    public void Tell(Action<Paper> write)
    {
        lock (_gate)
        {
            EraseLive();
            EndLine();
            write(error);
            error.Line();
            FlushError();
            ShowLive();
        }
    }

    /// <summary>Puts a line below everything; <see langword="null"/> takes it away.</summary>
    public void SetLive(Action<Paper>? write)
    {
        lock (_gate)
        {
            EraseLive();
            _live = write;
            ShowLive();
        }
    }

    /// <summary>Ends a line of the output that has no end yet.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            if (output.IsMidLine)
            {
                output.Line().Flush();
            }
        }
    }

    private void EraseLive()
    {
        if (_isLiveShown)
        {
            error.Write(EraseLine);
            FlushError();
            _isLiveShown = false;
        }
    }

    private void ShowLive()
    {
        if (_live is not null && !output.IsMidLine)
        {
            _live(error);
            FlushError();
            _isLiveShown = true;
        }
    }

    /// <summary>That nobody reads it is no reason to end.</summary>
    private void FlushError()
    {
        try
        {
            error.Flush();
        }
        catch (IOException)
        {
            // There is nowhere left to say so.
        }
    }
}
