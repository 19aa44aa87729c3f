using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>Methods by name and type.</summary>
internal static class Methods
{
    public static bool IsOf(this IMethodSymbol method, string type, string space) => method.ContainingType?.Is(type, space) ?? false;

    public static bool Is(this ITypeSymbol type, string name, string space) =>
        type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;

    /// <summary>An operator on observables or async sequences whose behavior is known: one of Rx, LINQ or the client.</summary>
    public static bool IsOperator(this IMethodSymbol method) =>
        method.IsExtensionMethod
        && method.ContainingNamespace.ToDisplayString() is "System.Reactive.Linq" or "System.Linq" or "Sse.Reactive";

    /// <summary>An argument besides the source is a sequence, or a function of one: what it does is decided there.</summary>
    public static bool DependsOnSequence(this IMethodSymbol method) => method.Parameters.Skip(1).Any(
        parameter => IsSequence(parameter.Type)
            || (parameter.Type is INamedTypeSymbol { DelegateInvokeMethod: { } function }
                && function.Parameters.Any(p => IsSequence(p.Type))));

    /// <summary>Where a diagnostic about a call is shown: the name of the method.</summary>
    public static Location NameOf(IInvocationOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.GetLocation(),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } => member.Name.GetLocation(),
        var syntax => syntax.GetLocation(),
    };

    private static bool IsSequence(ITypeSymbol type) =>
        type.OriginalDefinition.Is("IObservable", "System") || type.OriginalDefinition.Is("IAsyncEnumerable", "System.Collections.Generic");
}
