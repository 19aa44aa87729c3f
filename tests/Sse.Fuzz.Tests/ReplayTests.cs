namespace Sse.Fuzz.Tests;

/// <summary>Each target on its corpus: the inputs that <c>./build.sh fuzz</c> has found, each of which takes another path.</summary>
public class ReplayTests
{
    private static IEnumerable<string> Names => Targets.All.Keys;

    [TestCaseSource(nameof(Names))]
    public void The_laws_of_a_target_hold_for_its_corpus(string target)
    {
        var inputs = Corpus.Read(target);
        Assert.That(inputs, Has.Count.GreaterThan(1));
        Assert.Multiple(() =>
        {
            foreach (var input in inputs)
            {
                Assert.That(() => Targets.All[target](input), Throws.Nothing, Corpus.Escape(input));
            }
        });
    }

    [TestCase(new byte[] { })]
    [TestCase(new byte[] { 0, (byte)'\\', (byte)'\n', (byte)'\r', (byte)'x', 0x7F, 0xFF })]
    public void An_input_is_read_from_its_line(byte[] input) => Assert.That(Corpus.Unescape(Corpus.Escape(input)), Is.EqualTo(input));
}
