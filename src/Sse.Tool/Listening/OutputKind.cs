namespace Sse.Tool.Listening;

/// <summary>What is written of an event.</summary>
internal enum OutputKind
{
    /// <summary>All of it, for the eye.</summary>
    Readable,
    Raw,
    Json,
    Ndjson,
}
