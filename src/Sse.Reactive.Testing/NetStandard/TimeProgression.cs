using System.Text.RegularExpressions;

namespace Sse.Reactive.Testing;

/// <content>The regular expressions: there is no source generator for them on .NET Standard.</content>
internal readonly partial record struct TimeProgression
{
    private static readonly Regex ProgressionExpression = new(ProgressionPattern);
    private static readonly Regex OtherUnitExpression = new(OtherUnitPattern);

    private static partial Regex Progression() => ProgressionExpression;

    private static partial Regex OtherUnit() => OtherUnitExpression;
}
