using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>SSE003: the result of a sequence that has no end is awaited.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AwaitOfEndlessAnalyzer : CallAnalyzer
{
    internal const string Id = "SSE003";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "Await of an endless sequence",
        "This result is not available before the server ends the stream with status 204, because the client reconnects; "
            + "take a part of the events, or set SseReconnect.Never",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>Operators whose result ends no earlier than their source.</summary>
    private static readonly HashSet<string> Endless =
    [
        "Where", "Select", "SelectMany", "Do", "OfType", "Cast", "Scan", "Buffer", "Window", "Sample", "Throttle", "Delay", "Distinct",
        "DistinctUntilChanged", "ObserveOn", "SubscribeOn", "Publish", "RefCount", "Share", "Json", "WithoutGaps", "Gaps", "Events",
        "Comments", "States", "GroupByType", "GroupBy", "CheckpointTo", "Skip", "SkipWhile", "StartWith", "Append", "Prepend", "Finally",
        "AsObservable", "ToObservable", "ToAsyncEnumerable", "Timestamp", "TimeInterval", "IgnoreElements", "DefaultIfEmpty",
        "SelectConcurrent", "Synchronize", "Chunk", "Index", "Materialize", "RunAsync", "ToTask", "AsTask", "ConfigureAwait", "Last",
        "LastOrDefault", "ToList", "ToArray", "ToDictionary", "ToLookup", "ToHashSet", "Count", "LongCount", "Sum", "Min", "Max",
        "Average", "Aggregate",
    ];

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>The methods that block until the end, and return what is known then.</summary>
    protected override IEnumerable<string> Names => ["Wait", "Last", "LastOrDefault"];

    private protected override void Register(CompilationStartAnalysisContext context)
    {
        base.Register(context);
        context.RegisterOperationAction(
            operation =>
            {
                var awaited = (IAwaitOperation)operation.Operation;
                if (IsUsed(awaited))
                {
                    Report(operation, awaited.Operation, awaited.Syntax.GetFirstToken().GetLocation());
                }
            },
            OperationKind.Await);
    }

    private protected override void Analyze(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.IsOf("Observable", "System.Reactive.Linq") && IsUsed(call))
        {
            Report(context, Chain.Receiver(call), Methods.NameOf(call));
        }
    }

    /// <summary>
    /// The value is used. A statement, and a lambda such as that of <c>Task.Run</c>, wait for the end of a sequence that works by itself.
    /// </summary>
    private static bool IsUsed(IOperation value) => value.Parent is not (IExpressionStatementOperation
        or ISimpleAssignmentOperation { Target: IDiscardOperation }
        or IReturnOperation { IsImplicit: true, Parent: IBlockOperation { Parent: IAnonymousFunctionOperation } });

    private static void Report(OperationAnalysisContext context, IOperation? source, Location location)
    {
        if (Connection.SourceOf(source, IsEndless) is { } connection
            && !Connection.HasTransport(connection)
            && ConnectionOptions.SetBy(connection) is { } options
            && !options.Any(option => option is "ReconnectPolicy" or "RequestFactory"))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, location, [Methods.NameOf(connection)]));
        }
    }

    private static bool IsEndless(IMethodSymbol method)
    {
        var name = method.Name;
        const string suffix = "Async";
        var isAsync = name.EndsWith(suffix, StringComparison.Ordinal);
        return (Endless.Contains(name) || (isAsync && Endless.Contains(name.Substring(0, name.Length - suffix.Length))))
            && !method.DependsOnSequence();
    }
}
