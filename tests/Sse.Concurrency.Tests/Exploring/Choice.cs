using Microsoft.Coyote.Random;

namespace Sse.Concurrency.Tests;

/// <summary>What a scenario leaves open. The schedule decides it, and so a schedule found once is found again.</summary>
internal static class Choice
{
    private static Generator _generator = null!;

    public static void Begin() => _generator = Generator.Create();

    public static bool Coin() => _generator.NextBoolean();

    public static int Below(int count) => _generator.NextInteger(count);
}
