using System.Runtime.InteropServices;
using System.Text;

namespace Sse.Tool.Output;

/// <summary>
/// Standard output or standard error, which says when nobody reads it any more: <see cref="ClosedPipeException"/>. Unlike the console's own, it sends a terminal nothing
/// that it was not given.
/// </summary>
internal sealed class OutputStream : Stream
{
    private readonly int _file;

    private OutputStream(int file) => _file = file;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static StreamWriter Output() => WriterOf(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new OutputStream(Posix.StandardOutput));

    public static StreamWriter Error() => WriterOf(OperatingSystem.IsWindows() ? Console.OpenStandardError() : new OutputStream(Posix.StandardError));

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint written;
            fixed (byte* bytes = buffer)
            {
                written = Posix.Write(_file, bytes, buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else
            {
                Recover(Marshal.GetLastPInvokeError());
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Recover(int error)
    {
        if (error == Posix.WouldBlock)
        {
            var output = new Posix.Polled { File = _file, Events = Posix.ForWriting };
            _ = Posix.Poll(ref output, 1, -1);
        }
        else if (error == Posix.BrokenPipe)
        {
            throw new ClosedPipeException();
        }
        else if (error != Posix.Interrupted)
        {
            throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private static StreamWriter WriterOf(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024);
}
