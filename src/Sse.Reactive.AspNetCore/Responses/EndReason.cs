namespace Sse.Reactive.AspNetCore;

/// <summary>Why a stream has ended. The first reason is the one.</summary>
internal enum EndReason
{
    Completed,
    SourceFailed,
    ClientClosed,
    TooSlow,
    WriteTimeout,
    MaxConnectionAge,
    Shutdown,
}
