using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sse.Analyzers.Server;

namespace Sse.Analyzers.Tests;

/// <summary>Statements of a program, compiled against the real assemblies and looked at by every rule.</summary>
internal sealed class AnalyzedCode
{
    /// <summary>What the statements may use. The last method is the one that they are in.</summary>
    private const string Preamble = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Reactive;
        using System.Reactive.Concurrency;
        using System.Reactive.Linq;
        using System.Reactive.Threading.Tasks;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Sse.Protocol;
        using Sse.Reactive;
        using Sse.Reactive.AspNetCore;
        using Sse.Reactive.DependencyInjection;

        internal static class Program
        {
            private static void Work<T>(T value) { }
            private static Task<int> WorkAsync(SseEvent e) => Task.FromResult(0);
            private static bool IsMine(SseEvent e) => true;
            private static IObservable<T> Own<T>(this IObservable<T> source) => source;

            private static async Task RunAsync(
                WebApplication app, SseTopic topic, ISseTopics topics, SseClient named, SseTransport transport, SseOptions given,
                ISseCheckpointStore store, IScheduler scheduler, CancellationToken token, IObservable<SseEvent> other, string uri)
            {
                await Task.Yield();

        """;

    private const string Indent = "        ";

    private const string End = "\n    }\n}\n";

    public static readonly ImmutableArray<DiagnosticAnalyzer> Rules =
    [
        new TopicWithoutAfterAnalyzer(), new SubscribeWithoutOnErrorAnalyzer(), new AwaitOfEndlessAnalyzer(),
        new CheckpointBeforeHandOffAnalyzer(), new ResubscribeAnalyzer(), new HttpClientTimeoutAnalyzer(),
    ];

    public static readonly CodeFixProvider[] Fixes =
    [
        new AddAfterFix(), new AddOnErrorFix(), new NeverReconnectFix(), new MoveCheckpointFix(), new RemoveOperatorFix(),
        new UseIdleTimeoutFix(),
    ];

    /// <summary>The assemblies that this test runs with.</summary>
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Sse.Analyzers", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>A project without code, compiled once, so that each test's code finds the references already read.</summary>
    private static readonly Lazy<Task<Project>> Project = new(async () =>
    {
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Code",
            "Code",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp12),
            metadataReferences: References));
        await project.GetCompilationAsync();
        return project;
    });

    private readonly Document _document;

    private AnalyzedCode(Document document, ImmutableArray<Diagnostic> found) => (_document, Found) = (document, found);

    public ImmutableArray<Diagnostic> Found { get; }

    /// <summary>What was found: the ID, and the code at its location.</summary>
    public IEnumerable<string> Places => Found.Select(d => $"{d.Id} {d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan)}");

    public static async Task<AnalyzedCode> OfAsync(string statements)
    {
        var project = await Project.Value;
        return await OfAsync(project.AddDocument("Code.cs", SourceText.From(Preamble + Indent + statements + End)));
    }

    /// <summary>The statements after the one fix that is offered for the first diagnostic.</summary>
    public async Task<(AnalyzedCode Code, string Statements)> FixAsync()
    {
        var actions = await ActionsAsync();
        var operations = await actions.Single().GetOperationsAsync(CancellationToken.None);
        var solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var code = await OfAsync(solution.GetDocument(_document.Id)!);
        var text = (await code._document.GetTextAsync()).ToString();
        return (code, text[(Preamble.Length + Indent.Length)..^End.Length]);
    }

    /// <summary>The fixes that are offered for the first diagnostic.</summary>
    public async Task<IReadOnlyList<CodeAction>> ActionsAsync()
    {
        var actions = new List<CodeAction>();
        foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(Found[0].Id)))
        {
            await fix.RegisterCodeFixesAsync(new(_document, Found[0], (action, _) => actions.Add(action), CancellationToken.None));
        }

        return actions;
    }

    private static async Task<AnalyzedCode> OfAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.That(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error), Is.Empty, "the code compiles");
        var found = await compilation.WithAnalyzers(Rules).GetAnalyzerDiagnosticsAsync();
        return new(document, [.. found.OrderBy(d => d.Location.SourceSpan.Start)]);
    }
}
