namespace Sse.Tool;

/// <summary>The output format that the command line selects.</summary>
internal enum OutputFormat
{
    /// <summary>Columns in a terminal, tab-separated fields elsewhere.</summary>
    Default,

    /// <summary><c>--raw</c>.</summary>
    Raw,

    /// <summary><c>--json PATH</c>.</summary>
    JsonValue,

    /// <summary><c>--ndjson</c>.</summary>
    Ndjson,
}
