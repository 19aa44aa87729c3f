namespace Sse.Tool;

/// <summary>The exit codes of the process. Documented in docs/tool.md and in <c>--help</c>.</summary>
internal enum ExitCode
{
    /// <summary>
    /// Success: the stream ended, <c>--take</c>, <c>--until</c>, <c>--until-type</c> or <c>--for</c> stopped it, or the output pipe was
    /// closed.
    /// </summary>
    Done = 0,

    /// <summary>
    /// The request was refused, there was an error within the stream, the stream broke or ended in the middle of an event and
    /// cannot be resumed, or a local file, port or output failed.
    /// </summary>
    Failed = 1,

    /// <summary>An argument is invalid.</summary>
    BadArguments = 2,

    /// <summary>
    /// The stream ended, or the time of <c>--for</c> elapsed, before <c>--take</c>, <c>--until</c> or <c>--until-type</c> was reached, or
    /// without what <c>--expect</c> names.
    /// </summary>
    NotReached = 3,

    /// <summary>Ctrl+C.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM.</summary>
    Terminated = 143,
}
