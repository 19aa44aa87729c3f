using System.Collections.Immutable;
using System.Text.Json;

namespace Blazor.Client;

/// <summary>All that the component shows, as an immutable value: each signal of the connection makes the next board.</summary>
public sealed record PriceBoard
{
    public static PriceBoard Empty { get; } = new();

    public SseConnectionState State { get; private init; } = SseConnectionState.Connecting;

    /// <summary>The state of the connection, for people.</summary>
    public string Status { get; private init; } = "connecting";

    /// <summary>The text of the last error; empty while the connection is open.</summary>
    public string Detail { get; private init; } = "";

    public ImmutableSortedDictionary<string, decimal> Prices { get; private init; } =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    /// <summary>The number of prices received.</summary>
    public int Received { get; private init; }

    /// <summary>How often the connection was lost.</summary>
    public int Losses { get; private init; }

    /// <summary>How often the server reported that events are missing.</summary>
    public int Gaps { get; private init; }

    public PriceBoard After(SseSignal signal) => signal switch
    {
        SseSignal.Opened => this with { State = SseConnectionState.Open, Status = "live", Detail = "" },
        SseSignal.Event { Value: { Type: "price" } e } => After(JsonSerializer.Deserialize(e.Data, PriceJson.Default.Price)!),
        SseSignal.Event { Value.Type: SseGap.EventType } => this with { Gaps = Gaps + 1 },
        SseSignal.Disconnected lost => this with
        {
            State = SseConnectionState.Connecting,
            Status = lost.Reason == SseDisconnectReason.Restart
                ? "connecting again"
                : $"{Describe(lost.Reason)}; next try in {lost.Delay.TotalSeconds:0.0} s",
            Detail = lost.Cause.Message,
            Losses = Losses + 1,
        },
        _ => this,
    };

    /// <summary>The last board, after an error or the server's 204.</summary>
    public PriceBoard End(Exception? error) => this with
    {
        State = SseConnectionState.Closed,
        Status = error is null ? "ended by the server" : "failed",
        Detail = error?.Message ?? "",
    };

    private PriceBoard After(Price price) =>
        this with { Prices = Prices.SetItem(price.Symbol, price.Value), Received = Received + 1 };

    private static string Describe(SseDisconnectReason reason) => reason switch
    {
        SseDisconnectReason.StreamClosed => "the server ended the stream",
        SseDisconnectReason.ConnectFailed => "the server cannot be reached",
        SseDisconnectReason.NetworkError => "the connection is lost", // in a browser also: the server cannot be reached
        SseDisconnectReason.Timeout => "the server is silent",
        SseDisconnectReason.Status => "the server refused",
        SseDisconnectReason.ContentType => "the answer is not an event stream",
        SseDisconnectReason.ContentEncoding => "the answer cannot be decompressed",
        _ => "the connection failed",
    };
}
