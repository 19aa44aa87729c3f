using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol;

/// <summary>
/// The standard's two ID buffers: what <c>id</c> lines wrote since the last blank line, and the last event ID that blank
/// lines commit. Held as bytes, so that a stream with an ID per event makes no string that nobody asks for.
/// </summary>
internal struct LastEventIdBuffer(string seed)
{
    private const int LongestKept = 4096;

    private byte[] _committed = seed.Length == 0 ? [] : Encoding.UTF8.GetBytes(seed);
    private int _committedLength = Encoding.UTF8.GetByteCount(seed);
    private string? _committedText = seed;
    private byte[] _written = [];
    private int _writtenLength;
    private bool _isWritten;

    /// <summary>The committed ID.</summary>
    public string Text => _committedText ??= Utf8Text.Decode(Committed);

    /// <summary>Right after a commit: whether the ID reads otherwise than the one before. (Other bytes may not, if invalid: all are U+FFFD.)</summary>
    public readonly bool HasOtherText
    {
        get
        {
            var previous = _written.AsSpan(0, _writtenLength);
            return !Committed.SequenceEqual(previous)
                && ((Utf8.IsValid(previous) && Utf8.IsValid(Committed)) || Utf8Text.Decode(previous) != Utf8Text.Decode(Committed));
        }
    }

    private readonly ReadOnlySpan<byte> Committed => _committed.AsSpan(0, _committedLength);

    /// <summary>Takes the value of an <c>id</c> line, unless it has U+0000 in it: then it is as if there were no such line.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (_isWritten && utf8.Contains((byte)0))
        {
            return; // what a line before has written stays
        }

        if (_committedText is not null && utf8.SequenceEqual(Committed))
        {
            _isWritten = false; // the committed ID again, which somebody has asked for: its string is good for more events
            return;
        }

        if (_written.Length < utf8.Length)
        {
            _written = new byte[Math.Max(utf8.Length, 32)];
        }

        _writtenLength = utf8.Length;
        _isWritten = LineEnds.TryCopyWithoutNul(utf8, _written);
    }

    /// <summary>Commits what was written, at a blank line.</summary>
    /// <returns>Whether anything was; <see cref="HasOtherText"/> then tells whether it makes a difference.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Commit() => _isWritten && CommitWritten();

    /// <summary>Forgets what was written and never committed, at the end of a stream.</summary>
    public void Rollback() => _isWritten = false;

    /// <summary>At the end of a chunk: keeps no room of a large ID that is past, unless the one that counts now is large too.</summary>
    public void Shrink()
    {
        if (!_isWritten && IsTooLarge(_written))
        {
            (_written, _writtenLength) = ([], 0);
        }

        if (IsTooLarge(_committed))
        {
            _committed = Committed.ToArray();
        }
    }

    private readonly bool IsTooLarge(byte[] array) => array.Length > LongestKept && array.Length / 4 > _committedLength;

    private bool CommitWritten()
    {
        _isWritten = false;
        (_committed, _written) = (_written, _committed);
        (_committedLength, _writtenLength) = (_writtenLength, _committedLength);
        _committedText = null;
        return true;
    }
}
