using System.Text;

namespace Sse.Fuzz.Tests;

/// <summary>Reads values from the bytes of an input. Any bytes are valid; what is missing is zero or empty.</summary>
internal ref struct Input(ReadOnlySpan<byte> bytes)
{
    /// <summary>The characters of the highest bytes: halves of surrogate pairs, and what decoders treat in a special way.</summary>
    private const string Special = "\uD83D\uDE00\uFEFF\uFFFD\u2028\u20AC\u0130\u200B\uFF11\uDBFF\uDFFF\u0660\u01C5\u4E2D\u3000\uFFFF";

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public byte Byte()
    {
        var value = _rest.IsEmpty ? (byte)0 : _rest[0];
        _rest = _rest[Math.Min(1, _rest.Length)..];
        return value;
    }

    /// <summary>A number of eight bytes.</summary>
    public long Number()
    {
        long number = 0;
        for (var i = 0; i < sizeof(long); i++)
        {
            number = (number << 8) | Byte();
        }

        return number;
    }

    /// <summary>Bytes whose number is in the first one.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Math.Min(Byte(), _rest.Length);
        var value = _rest[..length];
        _rest = _rest[length..];
        return value;
    }

    public readonly ReadOnlySpan<byte> Rest() => _rest;

    /// <summary>Text of any UTF-16 characters: a byte stands for its character in Latin-1 or, from 0xF0, for a special one.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var b in Bytes())
        {
            text.Append(b < 0xF0 ? (char)b : Special[b - 0xF0]);
        }

        return text.ToString();
    }
}
