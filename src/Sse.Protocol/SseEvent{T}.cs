namespace Sse.Protocol;

/// <summary>
/// An event whose data was converted to a value. It keeps the type and the last event ID, so that it can be acknowledged.
/// </summary>
/// <remarks>Compared by content, as <see cref="SseEvent"/>. Type and last event ID are never <see langword="null"/>.</remarks>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Data">The value.</param>
/// <param name="Type">The event type. Default, and if empty: <c>"message"</c>.</param>
/// <param name="LastEventId">The stream's last event ID when the event was dispatched. Default: empty.</param>
public readonly record struct SseEvent<T>(T Data, string Type = SseEvent.DefaultType, string LastEventId = "")
{
    private readonly string? _type = Type;
    private readonly string? _lastEventId = LastEventId;

    /// <summary>The event type; never <see langword="null"/> or empty.</summary>
    public string Type
    {
        get => string.IsNullOrEmpty(_type) ? SseEvent.DefaultType : _type;
        init => _type = value;
    }

    /// <summary>The last event ID; never <see langword="null"/>, empty if there is none.</summary>
    public string LastEventId
    {
        get => _lastEventId ?? "";
        init => _lastEventId = value;
    }

    /// <summary>Returns the event with another value in place of its data.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="data">The new value.</param>
    /// <returns>The event, with the same type and last event ID.</returns>
    public SseEvent<TResult> WithData<TResult>(TResult data) => new(data, Type, LastEventId);

    /// <summary>Whether all three properties are equal; the texts are compared ordinally.</summary>
    /// <param name="other">The event to compare with.</param>
    /// <returns><see langword="true"/> if they are.</returns>
    public bool Equals(SseEvent<T> other) =>
        EqualityComparer<T>.Default.Equals(Data, other.Data) && Type == other.Type && LastEventId == other.LastEventId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Data, Type, LastEventId);
}
