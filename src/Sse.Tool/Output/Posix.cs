using System.Runtime.InteropServices;

namespace Sse.Tool.Output;

/// <summary>Calls of the system that the framework hides: its console keeps to itself that nobody reads it, and sends a terminal what it was not told to.</summary>
internal static partial class Posix
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;
    public const short ForWriting = 4; // POLLOUT
    public const int Interrupted = 4; // EINTR
    public const int BrokenPipe = 32; // EPIPE

    /// <summary>EAGAIN, where whoever shares the pipe has made it non-blocking.</summary>
    public static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref Polled polled, nuint count, int milliseconds);

    /// <summary>TIOCGWINSZ, on Linux.</summary>
    public const nuint GetWindowSize = 0x5413;

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
    public struct Polled
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
