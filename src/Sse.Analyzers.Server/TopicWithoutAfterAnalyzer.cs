using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers.Server;

/// <summary>SSE001: an endpoint sends a topic with operators on it, without <c>After</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TopicWithoutAfterAnalyzer : DiagnosticAnalyzer
{
    internal const string Id = "SSE001";

    private const string Space = "Sse.Reactive.AspNetCore";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "Operators on a topic without After",
        "With operators, a topic sends only what is published from now on: a client that reconnects misses what was published meanwhile; "
            + "start with After(subscriber.LastEventId)",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>Looks at each endpoint, outside of generated code.</summary>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        foreach (var topic in SourceValues.Of(SourceOf(call)).Select(TopicOf))
        {
            if (topic is not null && !UsesAfter(call))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, topic.Syntax.GetLocation()));
            }
        }
    }

    private static IOperation? SourceOf(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "MapSse" when call.TargetMethod.IsOf("SseEndpointRouteBuilderExtensions", Space) => Chain.Argument(call, "source"),
        "Stream" when call.TargetMethod.IsOf("SseResults", Space) => call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value,
        _ => null,
    };

    /// <summary>The code of this endpoint also calls <c>After</c>, so that it decides when that is meant.</summary>
    private static bool UsesAfter(IInvocationOperation call)
    {
        var code = call.TargetMethod.Name == "MapSse" ? call.Syntax : call.Syntax.Ancestors().FirstOrDefault(
            node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
        return code?.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == "After") ?? false;
    }

    /// <summary>The topic at the start of a chain of at least one operator.</summary>
    private static IOperation? TopicOf(IOperation source)
    {
        var hasOperator = false;
        foreach (var step in Chain.Upstream(source))
        {
            if (step.Type is { } type && IsTopic(type))
            {
                return hasOperator ? step : null;
            }

            if (step is IInvocationOperation { TargetMethod: var method })
            {
                if (!NeedsEvents(method))
                {
                    return null;
                }

                hasOperator = true;
            }
        }

        return null;
    }

    private static bool IsTopic(ITypeSymbol type) => type.Is("ISseTopic", Space) || type.AllInterfaces.Any(i => i.Is("ISseTopic", Space));

    /// <summary>A known operator that needs every event. After <c>Sample</c> and <c>Throttle</c>, only the newest one matters.</summary>
    private static bool NeedsEvents(IMethodSymbol method) => method.IsOperator() && method.Name is not ("Sample" or "Throttle");
}
