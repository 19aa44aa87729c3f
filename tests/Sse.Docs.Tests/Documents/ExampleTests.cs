using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.DependencyInjection;
using Sse.Reactive.Postgres;
using Sse.Reactive.Redis;

namespace Sse.Docs.Tests;

/// <summary>The examples in the XML documentation of the libraries compile, with the variables of <see cref="ExamplePreamble"/>.</summary>
public partial class ExampleTests
{
    /// <summary>An example may consist of types alone.</summary>
    private const string NoEntryPoint = "CS5001";

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private static IEnumerable<TestCaseData> Examples =>
        from assembly in new[]
        {
            typeof(SseEvent), typeof(SseObservable), typeof(SseTopic), typeof(SseClient), typeof(SseScript),
            typeof(SsePostgresCheckpointStore), typeof(SseRedisCheckpointStore),
        }.Select(type => type.Assembly)
        from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
        from code in member.Descendants("example").Descendants("code")
        where !code.Value.Contains("AddOpenTelemetry", StringComparison.Ordinal) // a package that is not referenced here
        select new TestCaseData(code.Value).SetArgDisplayNames(member.Attribute("name")!.Value);

    [TestCaseSource(nameof(Examples))]
    public void An_example_is_valid(string code) => Assert.That(Errors(code), Is.Empty);

    [TestCase("var events = SseObservable.Connect(uri); events.Subscribe(e => Console.WriteLine(e.Data));", null)]
    [TestCase("var events = SseObservable.Connect(\"data:\nhello\");", "CS1010")] // a broken string
    [TestCase("SseObservable.Connect(uri).OfType(\"a\").Subscribe(e => Console.WriteLine(e.Bogus));", "CS1061")]
    [TestCase("app.MapSsee(\"/a\", prices);", "CS1061")]
    [TestCase("SseBogusType.Connect(1);", "CS0103")]
    [TestCase("var options = new SseOptions { MaxConsecutiveFailures = \"x\" };", "CS0029")]
    [TestCase("var events = SseObservable.Open(\"https://example.com\");", "CS0117")] // no such member
    public void An_error_in_an_example_is_found(string code, string? error) =>
        Assert.That(Errors(code), error is null ? Is.Empty : Has.Some.Contains(error));

    [TestCase("app.MapSse(\"/a\", _ => Observable.Interval(TimeSpan.FromSeconds(1)));")]
    [TestCase("app.MapSse(\"/a\", _ => Observable.Return(1));")]
    [TestCase("app.MapSse(\"/a\", _ => new System.Collections.Generic.List<string>());")]
    public void The_error_for_a_source_of_another_type_names_that_of_strings(string code) =>
        Assert.That(Errors(code), Has.Some.Contains("'System.IObservable<string>'").And.None.Contains("Task"));

    private static string[] Errors(string code)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var example = CSharpSyntaxTree.ParseText(GeneratedContext().Replace(code, ""), options);
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(ExamplePreamble.Code, options), example],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics()
            .Where(found => found.Severity == DiagnosticSeverity.Error && found.Id != NoEntryPoint)
            .Select(found => found.ToString())];
    }

    /// <summary>A context that the JSON source generator completes, which does not run here. The preamble has one.</summary>
    [GeneratedRegex(@"(\[Json\w+\([^\n]*\)\]\s*)+[^\n]*class \w+ : JsonSerializerContext;")]
    private static partial Regex GeneratedContext();
}
