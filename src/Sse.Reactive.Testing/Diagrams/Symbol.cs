namespace Sse.Reactive.Testing;

/// <summary>One symbol of a marble string: a letter, or one of <c>| # ^ !</c>.</summary>
/// <param name="Frame">Its frame, counted from the start of the string.</param>
/// <param name="Character">The symbol itself.</param>
/// <param name="Column">Its index in the string, from 0.</param>
internal readonly record struct Symbol(long Frame, char Character, int Column)
{
    public const char Completion = '|';
    public const char Error = '#';
    public const char Start = '^';
    public const char End = '!';

    public bool IsLetter => IsLetterCharacter(Character);

    public static bool IsLetterCharacter(char character) => char.IsLetterOrDigit(character);
}
