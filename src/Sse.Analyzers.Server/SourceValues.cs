using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers.Server;

/// <summary>What an expression, or the function that an endpoint is given, can return.</summary>
internal static class SourceValues
{
    public static IEnumerable<IOperation> Of(IOperation? source) => Chain.Unwrap(source) switch
    {
        null => [],
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation function } => Returned(function).SelectMany(Of),
        IConditionalOperation either => Of(either.WhenTrue).Concat(Of(either.WhenFalse)),
        ICoalesceOperation either => Of(either.Value).Concat(Of(either.WhenNull)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Of(arm.Value)),
        var value => [value],
    };

    private static IEnumerable<IOperation> Returned(IAnonymousFunctionOperation function) =>
        from operation in function.Body.Descendants().OfType<IReturnOperation>()
        where operation.ReturnedValue is not null && FunctionOf(operation) == function
        select operation.ReturnedValue;

    private static IOperation? FunctionOf(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            parent = parent.Parent;
        }

        return parent;
    }
}
