using System.Runtime.InteropServices;
using System.Text;

namespace Sse.Tool;

/// <summary>
/// Standard output or standard error. Unlike the streams of <see cref="Console"/>, it throws <see cref="ClosedPipeException"/> once the
/// pipe is closed, and sends a terminal nothing but what is written.
/// </summary>
internal sealed class OutputStream : Stream
{
    private readonly int _fileDescriptor;

    private OutputStream(int fileDescriptor) => _fileDescriptor = fileDescriptor;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static StreamWriter OpenOutput() =>
        WriterOf(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new OutputStream(Posix.StandardOutput));

    public static StreamWriter OpenError() =>
        WriterOf(OperatingSystem.IsWindows() ? Console.OpenStandardError() : new OutputStream(Posix.StandardError));

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint written;
            fixed (byte* bytes = buffer)
            {
                written = Posix.Write(_fileDescriptor, bytes, buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else
            {
                HandleError(Marshal.GetLastPInvokeError());
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is buffered.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void HandleError(int error)
    {
        if (error == Posix.WouldBlock)
        {
            var output = new Posix.PollDescriptor { FileDescriptor = _fileDescriptor, Events = Posix.PollOut };
            _ = Posix.Poll(ref output, 1, -1);
        }
        else if (error == Posix.BrokenPipe)
        {
            throw new ClosedPipeException();
        }
        else if (error != Posix.Interrupted)
        {
            var name = _fileDescriptor == Posix.StandardOutput ? "output" : "error";
            throw new IOException($"Writing to standard {name} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private static StreamWriter WriterOf(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024);
}
