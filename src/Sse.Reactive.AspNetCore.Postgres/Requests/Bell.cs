namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>A notification that follows the commit of a transaction in the same round trip.</summary>
/// <param name="topic">The topic.</param>
internal sealed class Bell(string topic)
{
    public string Topic => topic;

    /// <summary>Whether it was rung. Otherwise it is rung later, since the transaction is committed.</summary>
    public bool HasRung { get; set; }
}
