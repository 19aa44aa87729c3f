using System.Buffers;

namespace System.Text;

/// <summary>Latin-1, and methods that encode and decode spans.</summary>
internal static unsafe class Encodings
{
    private static readonly Encoding Latin1Encoding = Encoding.GetEncoding("iso-8859-1");

    extension(Encoding)
    {
        public static Encoding Latin1 => Latin1Encoding;
    }

    public static string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        fixed (byte* start = bytes)
        {
            return encoding.GetString(start, bytes.Length);
        }
    }

    /// <summary>Encodes to a writer.</summary>
    /// <returns>The number of bytes written.</returns>
    public static long GetBytes(this Encoding encoding, ReadOnlySpan<char> chars, IBufferWriter<byte> writer)
    {
        if (chars.IsEmpty)
        {
            return 0;
        }

        fixed (char* from = chars)
        {
            var count = encoding.GetByteCount(from, chars.Length);
            fixed (byte* to = writer.GetSpan(count))
            {
                encoding.GetBytes(from, chars.Length, to, count);
            }

            writer.Advance(count);
            return count;
        }
    }
}
