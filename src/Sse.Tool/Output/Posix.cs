using System.Runtime.InteropServices;

namespace Sse.Tool;

/// <summary>
/// System calls that replace <see cref="Console"/>: its streams hide that a pipe was closed, and it sends control sequences of its own to a
/// terminal.
/// </summary>
internal static partial class Posix
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;
    public const short PollOut = 4; // POLLOUT
    public const int Interrupted = 4; // EINTR
    public const int BrokenPipe = 32; // EPIPE

    /// <summary>TIOCGWINSZ on Linux.</summary>
    public const nuint GetWindowSize = 0x5413;

    /// <summary>EAGAIN: another process that shares the pipe has made it non-blocking.</summary>
    public static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollDescriptor descriptor, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int WindowSizeOf(int file, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        private readonly uint _pixels;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int FileDescriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
