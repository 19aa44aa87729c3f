namespace Sse.Acceptance.Tests;

/// <summary>The packets that a cut cable loses.</summary>
public enum Direction
{
    ToEngine,
    FromEngine,
    Both,
}
