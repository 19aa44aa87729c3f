using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Sse.Reactive;

/// <summary>A checkpoint as the bytes of a file. Three lines: magic and version; the CRC-32C of the ID's UTF-8, in hex; the ID.</summary>
/// <remarks>An ID holds no line break, so no proper prefix of a file is a file: its last LF is missing.</remarks>
internal static class CheckpointFile
{
    /// <summary>No ID is longer than the largest event can be; a longer file is none of ours, and need not be read.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int ChecksumChars = 8;
    private const string Torn = "It is cut short.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "sse-checkpoint "u8;

    private static ReadOnlySpan<byte> Version => "1\n"u8;

    public static byte[] Write(string lastEventId)
    {
        FieldValue.RequireLastEventId(lastEventId, nameof(lastEventId));
        var id = StrictUtf8.GetBytes(lastEventId);
        byte[] file = [.. Magic, .. Version, .. Encoding.ASCII.GetBytes($"{Checksum(id):x8}\n"), .. id, (byte)'\n'];
        return file.Length <= MaxBytes ? file : throw new ArgumentException($"The last event ID is longer than {MaxBytes} bytes.", nameof(lastEventId));
    }

    /// <returns>The ID, or what is wrong with the file.</returns>
    public static (string? LastEventId, string? Fault) Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Magic))
        {
            return (null, Magic.StartsWith(file) ? Torn : "It is no checkpoint: it does not begin with \"sse-checkpoint\".");
        }

        file = file[Magic.Length..];
        if (!file.StartsWith(Version))
        {
            return (null, Version.StartsWith(file) ? Torn : "It was written by another version, which this one cannot read.");
        }

        file = file[Version.Length..];
        if (file.Length < ChecksumChars + 2 || file[ChecksumChars] != '\n' || file[^1] != '\n')
        {
            return (null, Torn);
        }

        var id = file[(ChecksumChars + 1)..^1];
        return Encoding.ASCII.GetString(file[..ChecksumChars]) == Checksum(id).ToString("x8", null) && Utf8.IsValid(id)
            ? (StrictUtf8.GetString(id), null)
            : (null, "Its checksum does not match what it holds.");
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
