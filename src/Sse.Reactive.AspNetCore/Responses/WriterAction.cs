namespace Sse.Reactive.AspNetCore;

/// <summary>What a connection's writer does next.</summary>
internal enum WriterAction
{
    /// <summary>Writes what waits.</summary>
    Write,

    /// <summary>Lets the source go on that stopped because there was no room.</summary>
    Resume,

    /// <summary>Nothing: it is the writer no more.</summary>
    Park,

    /// <summary>Nothing: nobody writes any more.</summary>
    End,
}
