namespace Sse.Tool;

/// <summary>What the process ends with. Documented in docs/tool.md and in <c>--help</c>.</summary>
internal enum ExitCode
{
    /// <summary>All that was asked for: the stream is over, or <c>--take</c>, <c>--until</c> or <c>--for</c> is fulfilled, or nobody reads the output any more.</summary>
    Done = 0,

    /// <summary>The stream was refused or broke where it is not to be asked for again, or something here cannot be read or written.</summary>
    Failed = 1,

    /// <summary>An argument is not as expected.</summary>
    BadArguments = 2,

    /// <summary>It ended before what <c>--take</c> or <c>--until</c> waits for had come.</summary>
    NotReached = 3,

    /// <summary>Ctrl+C.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM.</summary>
    Terminated = 143,
}
