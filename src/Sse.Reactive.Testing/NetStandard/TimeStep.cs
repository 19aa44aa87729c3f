using System.Text.RegularExpressions;

namespace Sse.Reactive.Testing;

/// <content>The expressions, which no generator writes for .NET Standard.</content>
internal readonly partial record struct TimeStep
{
    private static readonly Regex StepExpression = new(StepPattern);
    private static readonly Regex OtherUnitExpression = new(OtherUnitPattern);

    private static partial Regex Step() => StepExpression;

    private static partial Regex OtherUnit() => OtherUnitExpression;
}
