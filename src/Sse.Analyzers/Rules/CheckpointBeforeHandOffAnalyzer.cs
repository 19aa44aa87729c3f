using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sse.Analyzers;

/// <summary>SSE004: an operator hands events on later, downstream of <c>CheckpointTo</c>, which saves them at once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CheckpointBeforeHandOffAnalyzer : CallAnalyzer
{
    internal const string Id = "SSE004";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "CheckpointTo upstream of an operator that hands events on later",
        "CheckpointTo saves an event as done when '{0}' has taken it, before the work is done, so that a crash loses it; "
            + "put CheckpointTo downstream of '{0}'",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help.LinkTo(Id));

    /// <summary>The rule.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

    /// <summary>Operators that keep an event and return before it was processed. For <c>SelectMany</c>, only with tasks.</summary>
    protected override IEnumerable<string> Names =>
        ["ObserveOn", "ObserveOnDispatcher", "Delay", "Buffer", "Chunk", "SelectMany", "SelectConcurrent", "ToAsyncEnumerable"];

    private protected override void Analyze(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (HandsOn(call.TargetMethod) && SavesAtOnce(Chain.Receiver(call)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, Methods.NameOf(call), call.TargetMethod.Name));
        }
    }

    private bool HandsOn(IMethodSymbol method) =>
        method.IsOperator() && Names.Contains(method.Name) && (method.Name != "SelectMany" || TakesTask(method));

    private static bool TakesTask(IMethodSymbol method) => method.Parameters.Any(
        p => p.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var result } && result.Is("Task", "System.Threading.Tasks"));

    /// <summary>Saves events as they arrive. The first operator downstream that hands them on is reported, not those after it.</summary>
    private bool SavesAtOnce(IOperation? source)
    {
        var calls = Chain.Upstream(source).OfType<IInvocationOperation>()
            .SkipWhile(call => call.TargetMethod.IsOperator() && !IsCheckpoint(call.TargetMethod) && !HandsOn(call.TargetMethod));
        return calls.FirstOrDefault() is { } checkpoint
            && IsCheckpoint(checkpoint.TargetMethod)
            && Connection.SourceOf(Chain.Receiver(checkpoint), IsWithoutWork) is not null;
    }

    private static bool IsCheckpoint(IMethodSymbol method) =>
        method.Name == "CheckpointTo" && method.IsOf("SseCheckpointExtensions", "Sse.Reactive");

    /// <summary>Any other operator may be the work, which is then done before it is saved.</summary>
    private static bool IsWithoutWork(IMethodSymbol method) => method.IsOperator()
        && method.Name is "Where" or "OfType" or "Events" or "Json" or "WithoutGaps" or "Share" or "Publish" or "RefCount" or "Skip"
            or "SkipWhile" or "Distinct" or "DistinctUntilChanged" or "ObserveOn" or "SubscribeOn" or "Synchronize";
}
