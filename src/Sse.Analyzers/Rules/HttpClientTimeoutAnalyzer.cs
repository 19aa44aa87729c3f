using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>SSE006: an <c>HttpClient</c> with a timeout is the only timeout of a stream, and does not cover the stream.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HttpClientTimeoutAnalyzer : DiagnosticAnalyzer
{
    internal const string Id = "SSE006";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "HttpClient.Timeout does not cover a stream",
        "This timeout ends when the response headers arrive and does not notice a stream that falls silent; set SseOptions.IdleTimeout",
        "Reliability",
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>Looks at each creation of the client's options, outside of generated code.</summary>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.ObjectCreation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var options = (IObjectCreationOperation)context.Operation;
        if (options.Type?.Is("SseOptions", "Sse.Reactive") != true
            || ConnectionOptions.Assigned(options).Any(property => property.Name is "IdleTimeout" or "EventTimeout"))
        {
            return;
        }

        var client = ConnectionOptions.Assignments(options)
            .FirstOrDefault(a => ((IPropertyReferenceOperation)a.Target).Property.Name is "HttpClient" or "HttpClientFactory")?.Value;
        if (TimeoutOf(client) is { } timeout)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, timeout.Syntax.GetLocation(), [options.Syntax.GetLocation()]));
        }
    }

    /// <summary>The assignment of a time to <c>HttpClient.Timeout</c>, where the client is created.</summary>
    private static ISimpleAssignmentOperation? TimeoutOf(IOperation? client)
    {
        var value = Chain.Unwrap(client);
        if (value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: { Length: 1 } body } })
        {
            value = Chain.Unwrap((body[0] as IReturnOperation)?.ReturnedValue);
        }

        var assignments = value switch
        {
            ILocalReferenceOperation local => InInitializer(Chain.Unwrap(Chain.InitialValue(local))).Concat(Later(local)),
            _ => InInitializer(value),
        };
        return assignments.LastOrDefault(IsTimeout) is { } timeout && !IsInfinite(timeout.Value) ? timeout : null;
    }

    private static IEnumerable<ISimpleAssignmentOperation> InInitializer(IOperation? value) =>
        value is IObjectCreationOperation created ? ConnectionOptions.Assignments(created) : [];

    private static IEnumerable<ISimpleAssignmentOperation> Later(ILocalReferenceOperation client) =>
        from assignment in Chain.Scope(client)?.DescendantNodes().OfType<AssignmentExpressionSyntax>() ?? []
        where assignment.Left is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name }
            && name.Identifier.ValueText == client.Local.Name
        let operation = client.SemanticModel!.GetOperation(assignment) as ISimpleAssignmentOperation
        where operation is not null
        select operation;

    private static bool IsTimeout(ISimpleAssignmentOperation assignment) =>
        assignment.Target is IPropertyReferenceOperation { Property: { Name: "Timeout", ContainingType: var type } }
        && type.Is("HttpClient", "System.Net.Http");

    private static bool IsInfinite(IOperation value) =>
        Chain.Unwrap(value) is IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" or "MaxValue" }
            or IPropertyReferenceOperation { Property.Name: "InfiniteTimeSpan" };
}
