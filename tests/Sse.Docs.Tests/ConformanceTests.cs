namespace Sse.Docs.Tests;

/// <summary>Every test and every case that <c>docs/conformance.md</c> names exists.</summary>
public class ConformanceTests
{
    private static readonly IReadOnlyList<string> DecoderTests = ConformanceTable.TestsOf("Sse.Protocol.Tests");
    private static readonly IReadOnlyList<string> ClientTests = ConformanceTable.TestsOf("Sse.Reactive.Tests");
    private static readonly IReadOnlyList<string> Cases = ConformanceTable.Cases();

    private static IEnumerable<string> NamedDecoderTests => ConformanceTable.NamesIn("decoder").Where(name => name.Contains('_'));

    private static IEnumerable<string> NamedClientTests => ConformanceTable.NamesIn("client").Where(name => name.Contains('_'));

    private static IEnumerable<string> NamedCases =>
        ConformanceTable.NamesIn("decoder").Where(name => Cases.Any(@case => name.StartsWith(Folder(@case), StringComparison.Ordinal)));

    [TestCaseSource(nameof(NamedDecoderTests))]
    public void Each_test_named_for_the_decoder_exists(string name) => Assert.That(DecoderTests, Does.Contain(name));

    [TestCaseSource(nameof(NamedClientTests))]
    public void Each_test_named_for_the_client_exists(string name) => Assert.That(ClientTests, Does.Contain(name));

    [TestCaseSource(nameof(NamedCases))]
    public void Each_case_named_exists(string name)
    {
        // "id/seeded ..." and "wpt/format-field-id-3(...)" match every case with that beginning.
        var start = name.IndexOf("...", StringComparison.Ordinal);

        Assert.That(Cases, start < 0 ? Does.Contain(name) : Has.Some.StartsWith(name[..start]));
    }

    private static string Folder(string @case) => @case[..(@case.IndexOf('/') + 1)];
}
