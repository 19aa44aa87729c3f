using System.Globalization;
using System.Text;

namespace Sse.Fuzz.Tests;

/// <summary>The inputs of a target, one on each line of a text file. Bytes that are not printable ASCII are escaped.</summary>
internal static class Corpus
{
    public static IReadOnlyList<byte[]> Read(string target) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Corpora", target + ".txt")).Select(Unescape)];

    /// <summary>Writes the distinct inputs, short ones first.</summary>
    public static void Write(string file, IEnumerable<byte[]> inputs) =>
        File.WriteAllLines(
            file, [.. inputs.Select(Escape).Distinct().OrderBy(line => line.Length).ThenBy(line => line, StringComparer.Ordinal)]);

    public static string Escape(byte[] input)
    {
        var line = new StringBuilder();
        foreach (var b in input)
        {
            _ = b switch
            {
                (byte)'\\' => line.Append(@"\\"),
                (byte)'\n' => line.Append(@"\n"),
                (byte)'\r' => line.Append(@"\r"),
                >= 0x20 and < 0x7F => line.Append((char)b),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}"),
            };
        }

        return line.ToString();
    }

    public static byte[] Unescape(string line)
    {
        var input = new List<byte>();
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i], i + 1 < line.Length ? line[i + 1] : '\0')
            {
                case ('\\', 'x'):
                    input.Add(byte.Parse(line.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 3;
                    break;

                case ('\\', var escaped):
                    input.Add((byte)(escaped switch { 'n' => '\n', 'r' => '\r', _ => escaped }));
                    i++;
                    break;

                default:
                    input.Add((byte)line[i]);
                    break;
            }
        }

        return [.. input];
    }
}
