using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Sse.Reactive;

/// <summary>
/// The format of a checkpoint file. Three lines: a magic word and the version; the CRC-32C of the ID in UTF-8, as hex; the ID.
/// </summary>
/// <remarks>An ID contains no line break, so a truncated file is always detected: its last LF is missing. CRLF is read too.</remarks>
internal static class CheckpointFile
{
    /// <summary>A longer file is not read. No ID is longer than the largest event.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int ChecksumChars = 8;
    private const string Truncated = "It is truncated.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "sse-checkpoint "u8;

    private static ReadOnlySpan<byte> Version => "1\n"u8;

    public static byte[] Write(string lastEventId)
    {
        FieldValue.RequireLastEventId(lastEventId, nameof(lastEventId));
        var id = StrictUtf8.GetBytes(lastEventId);
        byte[] file = [.. Magic, .. Version, .. Encoding.ASCII.GetBytes($"{Checksum(id):x8}\n"), .. id, (byte)'\n'];
        return file.Length <= MaxBytes
            ? file
            : throw new ArgumentException($"The last event ID exceeds the {MaxBytes} bytes of a checkpoint file.", nameof(lastEventId));
    }

    /// <returns>The ID, or a sentence that says why the file cannot be used.</returns>
    public static (string? LastEventId, string? Error) Read(ReadOnlySpan<byte> file)
    {
        file = WithLfOnly(file);
        if (!file.StartsWith(Magic))
        {
            return (null, Magic.StartsWith(file) ? Truncated : "It is not a checkpoint: it does not start with \"sse-checkpoint\".");
        }

        file = file[Magic.Length..];
        if (!file.StartsWith(Version))
        {
            return (null, Version.StartsWith(file) ? Truncated : "It was written by another version, which this version cannot read.");
        }

        file = file[Version.Length..];
        if (file.Length < ChecksumChars + 2 || file[ChecksumChars] != '\n' || file[^1] != '\n')
        {
            return (null, Truncated);
        }

        var id = file[(ChecksumChars + 1)..^1];
        if (Encoding.ASCII.GetString(file[..ChecksumChars]) != Checksum(id).ToString("x8", null) || !Utf8.IsValid(id))
        {
            return (null, "Its checksum does not match its content.");
        }

        var lastEventId = StrictUtf8.GetString(id);
        return FieldValue.IsValid(lastEventId) ? (lastEventId, null) : (null, "It holds CR, LF or U+0000 in its last event ID.");
    }

    /// <summary>An editor or git may have changed LF to CRLF. No ID contains CR or LF.</summary>
    private static ReadOnlySpan<byte> WithLfOnly(ReadOnlySpan<byte> file)
    {
        if (!file.Contains((byte)'\r'))
        {
            return file;
        }

        var kept = new List<byte>(file.Length);
        for (var index = 0; index < file.Length; index++)
        {
            if (file[index] != '\r' || file[index..] is not [_, (byte)'\n', ..])
            {
                kept.Add(file[index]);
            }
        }

        return kept.ToArray();
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
