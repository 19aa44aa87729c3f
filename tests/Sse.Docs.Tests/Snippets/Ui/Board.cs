namespace Sse.Docs.Tests;

#region UiBoard
public sealed record Board(string Status = "connecting", string Price = "", int Received = 0)
{
    public Board After(SseSignal signal) => signal switch
    {
        SseSignal.Opened => this with { Status = "live" },
        SseSignal.Event { Value: { Type: "price" } e } => this with { Price = e.Data, Received = Received + 1 },
        SseSignal.Disconnected { Reason: SseDisconnectReason.Restart } => this with { Status = "connecting again" },
        SseSignal.Disconnected lost => this with { Status = $"{Describe(lost.Reason)}; next try in {lost.Delay.TotalSeconds:0.0} s" },
        _ => this,
    };

    public Board End(Exception? error) =>
        this with { Status = error is null ? "ended by the server" : $"failed: {error.Message}" };

    private static string Describe(SseDisconnectReason reason) => reason switch
    {
        SseDisconnectReason.ConnectFailed => "the server cannot be reached",
        SseDisconnectReason.NetworkError => "the connection is lost",
        SseDisconnectReason.StreamClosed => "the server ended the stream",
        SseDisconnectReason.Timeout => "the server is silent",
        SseDisconnectReason.Status => "the server refused",
        SseDisconnectReason.ContentType => "the answer is not an event stream",
        SseDisconnectReason.ContentEncoding => "the answer cannot be decompressed",
        _ => "the connection failed",
    };
}
#endregion
