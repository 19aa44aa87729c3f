using Microsoft.Coyote.Random;

namespace Sse.Concurrency.Tests;

/// <summary>What a scenario leaves open. The schedule decides it, and so a schedule found once is found again.</summary>
internal static class Choice
{
    private static Generator s_generator = null!;

    public static void Begin() => s_generator = Generator.Create();

    public static bool Coin() => s_generator.NextBoolean();

    public static int Below(int count) => s_generator.NextInteger(count);
}
