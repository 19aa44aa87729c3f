using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>A whole program of a document: compiled as it is pasted, but for its URL, and run in its own process.</summary>
internal sealed class DocumentProgram : IDisposable
{
    /// <summary>The namespaces that the SDK imports into console and web applications.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    /// <summary>A library was built for an older version of the framework: the SDK suppresses this too.</summary>
    private const string NewerFramework = "CS1701";

    private readonly string _assembly;
    private readonly Process _process;

    private DocumentProgram(string name, string assembly, IEnumerable<string> arguments)
    {
        _assembly = assembly;
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} does not start.");
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public StreamReader Output => _process.StandardOutput;

    public Task<string> Errors { get; }

    /// <summary>Compiles and starts the program of a snippet.</summary>
    /// <param name="name">The name of the snippet, and of its file in the folder Programs.</param>
    /// <param name="url">The URL in the program, and the one to use instead; both empty for none.</param>
    /// <param name="arguments">Its arguments.</param>
    public static DocumentProgram Start(string name, (string Shown, string Used) url, params string[] arguments)
    {
        var code = RepositoryFiles.Read($"tests/Sse.Docs.Tests/Programs/{name}.cs");
        if (url.Shown.Length > 0)
        {
            Assert.That(code, Does.Contain(url.Shown));
            code = code.Replace(url.Shown, url.Used, StringComparison.Ordinal);
        }

        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), CSharpSyntaxTree.ParseText(code, options)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                specificDiagnosticOptions: [new(NewerFramework, ReportDiagnostic.Suppress)],
                nullableContextOptions: NullableContextOptions.Enable));
        Assert.That(compilation.GetDiagnostics().Where(found => found.Severity >= DiagnosticSeverity.Warning), Is.Empty);

        // Without a .deps.json, a program finds the assemblies in its own folder.
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{name}.{Guid.NewGuid():N}.dll");
        Assert.That(compilation.Emit(assembly).Success);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Sse.Docs.Tests.runtimeconfig.json"), Settings(assembly));
        return new(name, assembly, arguments);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TestDeadline.Value);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_assembly);
        File.Delete(Settings(_assembly));
    }

    private static string Settings(string assembly) => Path.ChangeExtension(assembly, ".runtimeconfig.json");
}
