using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Sse.Protocol;

/// <summary>
/// The two ID buffers of HTML 9.2.6: the ID that <c>id</c> lines wrote since the last blank line, and the last event ID, which blank lines
/// commit. Held as bytes: a string is created only when the ID is asked for.
/// </summary>
internal struct LastEventIdBuffer(string initial)
{
    private const int MaxKeptBytes = 4096;

    private byte[] _committed = initial.Length == 0 ? [] : Encoding.UTF8.GetBytes(initial);
    private int _committedLength = Encoding.UTF8.GetByteCount(initial);
    private string? _committedText = initial;
    private byte[] _written = [];
    private int _writtenLength;
    private bool _isWritten;

    /// <summary>Whether an ID waits for the next blank line.</summary>
    public readonly bool IsWritten => _isWritten;

    /// <summary>Set by each commit of an ID.</summary>
    public bool IsNew { get; set; }

    /// <summary>The committed ID.</summary>
    public string Text => _committedText ??= Utf8Text.Decode(Committed);

    /// <summary>
    /// After a commit: whether the ID differs from the previous one as text. Different bytes may not, if both are invalid UTF-8 and become
    /// U+FFFD.
    /// </summary>
    public readonly bool TextChanged
    {
        get
        {
            var previous = _written.AsSpan(0, _writtenLength);
            return !Committed.SequenceEqual(previous)
                && ((Utf8.IsValid(previous) && Utf8.IsValid(Committed)) || Utf8Text.Decode(previous) != Utf8Text.Decode(Committed));
        }
    }

    private readonly ReadOnlySpan<byte> Committed => _committed.AsSpan(0, _committedLength);

    /// <summary>Writes the value of an <c>id</c> line. A value that contains U+0000 is ignored.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (_isWritten && utf8.Contains((byte)0))
        {
            return; // an earlier line's ID stays
        }

        if (_committedText is not null && utf8.SequenceEqual(Committed))
        {
            _isWritten = false; // the committed ID again, whose string exists: keep that string
            return;
        }

        if (_written.Length < utf8.Length)
        {
            _written = new byte[Math.Max(utf8.Length, 32)];
        }

        _writtenLength = utf8.Length;
        _isWritten = LineEnds.TryCopyWithoutNul(utf8, _written);
    }

    /// <summary>Commits the written ID, at a blank line.</summary>
    /// <returns>Whether there was one; <see cref="TextChanged"/> then shows whether it differs.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Commit() => _isWritten && CommitWritten();

    /// <summary>Discards an ID that was written and not committed, at the end of a stream.</summary>
    public void Rollback() => _isWritten = false;

    /// <summary>At the end of a chunk, releases the memory of an earlier, much larger ID.</summary>
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

    private readonly bool IsTooLarge(byte[] array) => array.Length > MaxKeptBytes && array.Length / 4 > _committedLength;

    private bool CommitWritten()
    {
        _isWritten = false;
        IsNew = true;
        (_committed, _written) = (_written, _committed);
        (_committedLength, _writtenLength) = (_writtenLength, _committedLength);
        _committedText = null;
        return true;
    }
}
