using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>A chain of calls such as <c>source.Where(...).Select(...)</c>, read from its end to its source.</summary>
internal static class Chain
{
    private const int MaxLength = 200; // a local whose initial value is itself does not compile, and would never end

    /// <summary>The value, then what it was called on, and so on. A local variable stands for its initial value.</summary>
    public static IEnumerable<IOperation> Upstream(IOperation? value)
    {
        var current = Unwrap(value);
        for (var i = 0; current is not null && i < MaxLength; i++)
        {
            yield return current;
            current = Unwrap(current switch
            {
                IInvocationOperation call => Receiver(call),
                ILocalReferenceOperation local => InitialValue(local),
                _ => null,
            });
        }
    }

    /// <summary>What a method is called on: the instance, or the first argument of an extension method.</summary>
    public static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? Argument(call, call.TargetMethod.Parameters[0].Name) : null);

    public static IOperation? Argument(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;

    /// <summary>The value without conversions.</summary>
    public static IOperation? Unwrap(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    /// <summary>The value that a local variable has where it is declared, if it is assigned nowhere else.</summary>
    public static IOperation? InitialValue(ILocalReferenceOperation reference)
    {
        var declarator = Declarator(reference);
        return declarator?.Initializer is { } initializer && !IsAssigned(declarator)
            ? reference.SemanticModel?.GetOperation(initializer.Value)
            : null;
    }

    /// <summary>The part of the source in which a local variable can be used: a member, or a program without one.</summary>
    public static SyntaxNode? Scope(ILocalReferenceOperation reference) =>
        Declarator(reference) is { } declarator ? Scope(declarator) : null;

    private static VariableDeclaratorSyntax? Declarator(ILocalReferenceOperation reference) =>
        reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax;

    private static SyntaxNode Scope(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(a => a is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? node.SyntaxTree.GetRoot();

    private static bool IsAssigned(VariableDeclaratorSyntax declarator)
    {
        return Scope(declarator).DescendantNodes().Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => IsName(assignment.Left),
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) && IsName(argument.Expression),
            _ => false,
        });

        bool IsName(ExpressionSyntax expression) =>
            expression is IdentifierNameSyntax name && name.Identifier.ValueText == declarator.Identifier.ValueText;
    }
}
