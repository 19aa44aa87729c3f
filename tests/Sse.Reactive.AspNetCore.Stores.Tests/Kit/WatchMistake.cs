namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a <see cref="Mutant"/> does wrong with watches.</summary>
internal enum WatchMistake
{
    None,

    /// <summary>A watch never ends.</summary>
    Leaks,

    /// <summary>A second watch of a topic replaces the first.</summary>
    KeepsOne,

    /// <summary>Disposing of a watch ends all of its topic.</summary>
    EndsAll,

    /// <summary>A watch that begins while the engine cannot be reached is forgotten.</summary>
    NeedsConnection,
}
