using Microsoft.CodeAnalysis;

namespace Sse.Analyzers.Tests;

/// <summary>What each rule finds, what it leaves alone, and what its fix makes of it.</summary>
public abstract class RuleTests(string id, DiagnosticSeverity severity = DiagnosticSeverity.Warning)
{
    /// <summary>Finds the trap at the place, and nothing else.</summary>
    protected async Task FindsAsync(string statements, string place)
    {
        var code = await AnalyzedCode.OfAsync(statements);
        Assert.That(code.Places, Is.EqualTo(new[] { $"{id} {place}" }));
        Assert.That(code.Found[0].Severity, Is.EqualTo(severity));
    }

    /// <summary>Finds nothing, with any rule.</summary>
    protected static async Task FindsNothingAsync(string statements) =>
        Assert.That((await AnalyzedCode.OfAsync(statements)).Places, Is.Empty);

    /// <summary>Fixes the trap; the fixed code compiles, and nothing is found in it.</summary>
    protected async Task FixesAsync(string statements, string expected)
    {
        var code = await AnalyzedCode.OfAsync(statements);
        Assert.That(code.Found.First().Id, Is.EqualTo(id));
        var (after, text) = await code.FixAsync();
        Assert.That(text, Is.EqualTo(expected));
        Assert.That(after.Places, Is.Empty);
    }

    /// <summary>Offers no fix, because there is no simple one.</summary>
    protected async Task OffersNoFixAsync(string statements)
    {
        var code = await AnalyzedCode.OfAsync(statements);
        Assert.That(code.Found.Single().Id, Is.EqualTo(id));
        Assert.That(await code.ActionsAsync(), Is.Empty);
    }
}
