using System.Runtime.InteropServices;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>The CPU time of the child processes that have ended (<c>getrusage</c>), on Linux.</summary>
internal static partial class ChildProcesses
{
    private const int Children = -1; // RUSAGE_CHILDREN

    public static TimeSpan CpuTime => GetUsage(Children, out var usage) == 0 ? usage.User.Time + usage.System.Time : TimeSpan.Zero;

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Interval
    {
        private readonly long _seconds;
        private readonly long _microseconds;

        public TimeSpan Time => TimeSpan.FromSeconds(_seconds) + TimeSpan.FromMicroseconds(_microseconds);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Usage
    {
        public Interval User;
        public Interval System;
        private unsafe fixed long _other[14];
    }
}
