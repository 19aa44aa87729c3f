using System.Runtime.InteropServices;

namespace Sse.Tool.Output;

/// <summary>The two calls of the system that the framework hides: its console's stream keeps to itself that nobody reads it.</summary>
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

    [StructLayout(LayoutKind.Sequential)]
    public struct Polled
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
