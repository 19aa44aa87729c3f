namespace Relay;

/// <summary>Prints each event that passes the relay, how many were held back before it, and changes of the connection.</summary>
internal sealed class RelayLog
{
    private int _heldBack;

    public void Received(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Event:
                _heldBack++; // until it passes
                break;
            case SseSignal.Opened { Attempt: > 1 }:
                Print("* reconnected");
                break;
            case SseSignal.Disconnected lost:
                Print($"* no connection: {lost.CauseText} Next attempt in {lost.Delay.TotalSeconds:0.0} s.");
                break;
            case SseSignal.Ended ended:
                Print($"* ended: {ended.CauseText}");
                break;
        }
    }

    public void Passed(SseEvent e)
    {
        _heldBack--;
        Print($"{e.Type}  {e.Data}{(_heldBack > 0 ? $"  ({_heldBack} held back before it)" : "")}");
        _heldBack = 0;
    }

    public static void Failed(Exception error) => Print($"* failed: {error.Message}");

    /// <summary>Replaces control characters in text from a server, since a terminal would execute them.</summary>
    private static void Print(string text) =>
        Console.WriteLine(string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)));
}
