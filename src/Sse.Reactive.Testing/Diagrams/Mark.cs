namespace Sse.Reactive.Testing;

/// <summary>One sign of a marble string.</summary>
/// <param name="Frame">When, in frames from the string's start.</param>
/// <param name="Sign">A letter, or one of <c>| # ^ !</c>.</param>
/// <param name="Column">Where it stands in the string, from 0.</param>
internal readonly record struct Mark(long Frame, char Sign, int Column)
{
    public const char Completion = '|';
    public const char Error = '#';
    public const char Start = '^';
    public const char End = '!';

    public bool IsLetter => IsLetterSign(Sign);

    public static bool IsLetterSign(char sign) => char.IsLetterOrDigit(sign);
}
