using System.Text;
using Sse.Reactive;

namespace Sse.Fuzz.Tests;

/// <summary>
/// A checkpoint file of any bytes is either refused with a sentence, or the file of the ID that is read from it. A file that was damaged is
/// never read as another ID. Input: 0 and a file; 1 and a last event ID; 2, a place, a change, and a last event ID; 3 and what stands for
/// the ID, with the checksum that it should have.
/// </summary>
internal static class CheckpointTarget
{
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        var input = new Input(bytes);
        switch (input.Byte() % 4)
        {
            case 0:
                CheckAny(input.Rest().ToArray());
                break;

            case 1:
                CheckRoundTrip(input.Text());
                break;

            case 2:
                var (place, change) = (input.Byte(), input.Byte());
                CheckDamaged(place, change, Encoding.UTF8.GetString(input.Rest()));
                break;

            default:
                CheckAny(Forge(input.Rest()));
                break;
        }
    }

    private static void CheckAny(byte[] file)
    {
        var (id, error) = CheckpointFile.Read(file);
        Law.Holds(id is null != error is null, "an ID or a reason");
        if (id is not null)
        {
            var written = Encoding.Latin1.GetString(CheckpointFile.Write(id));
            var read = Encoding.Latin1.GetString(file).Replace("\r\n", "\n", StringComparison.Ordinal);
            Law.Same(written, read, "the file of the ID");
        }
    }

    private static void CheckRoundTrip(string id)
    {
        byte[] file;
        try
        {
            file = CheckpointFile.Write(id);
        }
        catch (ArgumentException) when (id.IndexOfAny(['\r', '\n', '\0']) >= 0 || HasLoneSurrogate(id))
        {
            return;
        }

        Law.Same((id, null), CheckpointFile.Read(file), "the ID that was saved");
    }

    /// <summary>One byte changed, one removed, or the end cut off.</summary>
    private static void CheckDamaged(byte place, byte change, string id)
    {
        if (id.IndexOfAny(['\r', '\n', '\0']) >= 0)
        {
            return;
        }

        var file = CheckpointFile.Write(id);
        var at = place % file.Length;
        byte[][] damaged =
        [
            [.. file[..at], (byte)(file[at] ^ change), .. file[(at + 1)..]], [.. file[..at], .. file[(at + 1)..]], file[..at],
        ];
        foreach (var other in damaged)
        {
            Law.Holds(other.SequenceEqual(file) || CheckpointFile.Read(other).LastEventId is null, "damage is found");
        }
    }

    /// <summary>A file with the right checksum, for whatever stands for the ID.</summary>
    private static byte[] Forge(ReadOnlySpan<byte> id)
    {
        var crc = uint.MaxValue;
        foreach (var b in id)
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, b);
        }

        return [.. Encoding.ASCII.GetBytes($"sse-checkpoint 1\n{~crc:x8}\n"), .. id, (byte)'\n'];
    }

    private static bool HasLoneSurrogate(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text;
}
