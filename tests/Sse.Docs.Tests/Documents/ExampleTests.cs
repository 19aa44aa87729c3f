using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.DependencyInjection;

namespace Sse.Docs.Tests;

/// <summary>The examples in the XML documentation of the libraries: each is valid C#, and the members it uses exist.</summary>
public class ExampleTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Headers;
        global using System.Reactive;
        global using System.Reactive.Concurrency;
        global using System.Reactive.Linq;
        global using System.Reactive.Subjects;
        global using System.Security.Claims;
        global using System.Text;
        global using System.Text.Json;
        global using System.Text.Json.Serialization;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Logging;
        global using NUnit.Framework;
        global using Sse.Protocol;
        global using Sse.Reactive;
        global using Sse.Reactive.AspNetCore;
        global using Sse.Reactive.DependencyInjection;
        global using Sse.Reactive.Testing;
        """;

    /// <summary>
    /// The errors of a member, overload or named argument that does not exist. Others follow from names that an example need not declare,
    /// such as <c>uri</c> and <c>app</c>.
    /// </summary>
    private static readonly string[] MissingMembers = ["CS0117", "CS0234", "CS1061", "CS1501", "CS1739"];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private static IEnumerable<TestCaseData> Examples =>
        from assembly in new[] { typeof(SseEvent), typeof(SseObservable), typeof(SseTopic), typeof(SseClient), typeof(SseScript) }
            .Select(type => type.Assembly)
        from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
        from code in member.Descendants("example").Descendants("code")
        select new TestCaseData(code.Value).SetArgDisplayNames(member.Attribute("name")!.Value);

    [TestCaseSource(nameof(Examples))]
    public void An_example_is_valid(string code) => Assert.That(Errors(code), Is.Empty);

    [TestCase("var events = SseObservable.Connect(uri); events.Subscribe(e => Console.WriteLine(e.Data));", null)]
    [TestCase("var events = SseObservable.Connect(\"data:\nhello\");", "CS1010")] // a broken string
    [TestCase("var events = SseObservable.Open(\"https://example.com\");", "CS0117")] // no such member
    public void An_error_in_an_example_is_found(string code, string? error) =>
        Assert.That(Errors(code), error is null ? Is.Empty : Has.Some.Contains(error));

    private static string[] Errors(string code)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var example = CSharpSyntaxTree.ParseText(code, options);
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(Usings, options), example],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics()
            .Where(found => MissingMembers.Contains(found.Id) && !found.GetMessage(null).Contains("Json'")) // a generated context
            .Concat(example.GetDiagnostics())
            .Select(found => found.ToString())];
    }
}
