namespace Sse.Tests.Shared;

/// <summary>How long a test waits for what must happen.</summary>
/// <remarks>
/// Only a test that fails waits so long: a busy machine can delay anything for many seconds, and a shorter deadline would measure the machine.
/// It is shorter than the time after which a run is stopped (<c>tests/tests.runsettings</c>), so that the test itself reports what it missed.
/// </remarks>
internal static class TestDeadline
{
    public static readonly TimeSpan Value = TimeSpan.FromMinutes(2);
}
