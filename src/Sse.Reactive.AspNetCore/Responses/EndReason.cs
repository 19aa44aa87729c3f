namespace Sse.Reactive.AspNetCore;

/// <summary>Why a stream has ended. If several apply, the first to occur is reported.</summary>
internal enum EndReason
{
    Completed,
    SourceFailed,
    ClientClosed,
    TooSlow,
    WriteTimeout,
    MaxConnectionAge,
    AuthenticationExpired,
    Shutdown,
}
