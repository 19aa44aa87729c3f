namespace Sse.Tests.Shared;

/// <summary>How long a test waits for what must happen.</summary>
/// <remarks>
/// Only a failing test waits this long. A busy machine can delay anything for many seconds: a shorter deadline would measure the machine.
/// It is shorter than the time after which a run is stopped (<c>tests/tests.runsettings</c>), so the test itself reports what is missing.
/// </remarks>
internal static class TestDeadline
{
    public static readonly TimeSpan Value = TimeSpan.FromMinutes(2);
}
