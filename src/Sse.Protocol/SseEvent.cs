namespace Sse.Protocol;

/// <summary>An event of an event stream, with the property names of the DOM's <c>MessageEvent</c>.</summary>
/// <remarks>
/// Immutable, compared by content, safe to share between threads. <c>default(SseEvent)</c> equals <c>new SseEvent("")</c>; no property is
/// ever <see langword="null"/>.
/// </remarks>
/// <param name="Data">The payload. Several <c>data</c> lines are joined by LF (HTML 9.2.6, field "data" and dispatch step 3).</param>
/// <param name="Type">The event type. Default, and if empty: <c>"message"</c> (HTML 9.2.6, dispatch step 6).</param>
/// <param name="LastEventId">
/// In a received event: the stream's last event ID when the event was dispatched. It stays until the server changes it (HTML 9.2.6,
/// dispatch step 1). In an event to send: its <c>id</c> field. Default: empty.
/// </param>
public readonly record struct SseEvent(string Data, string Type = SseEvent.DefaultType, string LastEventId = "")
{
    /// <summary>The type of an event that names none: <c>"message"</c>.</summary>
    public const string DefaultType = "message";

    private readonly string? _data = Data;
    private readonly string? _type = Type;
    private readonly string? _lastEventId = LastEventId;

    /// <summary>The payload; never <see langword="null"/>.</summary>
    public string Data
    {
        get => _data ?? "";
        init => _data = value;
    }

    /// <summary>The event type; never <see langword="null"/> or empty.</summary>
    public string Type
    {
        get => string.IsNullOrEmpty(_type) ? DefaultType : _type;
        init => _type = value;
    }

    /// <summary>The last event ID; never <see langword="null"/>, empty if there is none.</summary>
    public string LastEventId
    {
        get => _lastEventId ?? "";
        init => _lastEventId = value;
    }

    /// <summary>Returns the event with a value in place of its data.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="data">The value.</param>
    /// <returns>The event, with the same type and last event ID.</returns>
    public SseEvent<T> WithData<T>(T data) => new(data, Type, LastEventId);

    /// <summary>Whether all three properties are equal, compared ordinally.</summary>
    /// <param name="other">The event to compare with.</param>
    /// <returns><see langword="true"/> if they are.</returns>
    public bool Equals(SseEvent other) =>
        Data == other.Data && Type == other.Type && LastEventId == other.LastEventId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Data, Type, LastEventId);
}
