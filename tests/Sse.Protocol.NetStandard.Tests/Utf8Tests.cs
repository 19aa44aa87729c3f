using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol.NetStandard.Tests;

/// <summary>What .NET Standard has in place of the framework's check of UTF-8, against the framework's decoder of one scalar.</summary>
public class Utf8Tests
{
    [Test]
    public void Every_sequence_of_three_bytes_is_judged_as_the_framework_does()
    {
        var text = new byte[3];
        for (var bytes = 0; bytes < 1 << 24; bytes++)
        {
            (text[0], text[1], text[2]) = ((byte)(bytes >> 16), (byte)(bytes >> 8), (byte)bytes);
            if (!IsAsTheFrameworkSays(text))
            {
                Assert.Fail(Convert.ToHexString(text));
            }
        }
    }

    [Test]
    public void Sequences_of_four_bytes_are_judged_as_the_framework_does()
    {
        byte[] edges = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];
        foreach (var text in from a in edges from b in edges from c in edges from d in edges select new[] { a, b, c, d })
        {
            Assert.That(IsAsTheFrameworkSays(text), Convert.ToHexString(text));
        }
    }

    private static bool IsAsTheFrameworkSays(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var status = Rune.DecodeFromUtf8(text[at..], out _, out var length);
            if (status != OperationStatus.Done)
            {
                return Utf8.IndexOfInvalid(text, out var invalid) == at && invalid == length;
            }

            at += length;
        }

        return Utf8.IsValid(text);
    }
}
