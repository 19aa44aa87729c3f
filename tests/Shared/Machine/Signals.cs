using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sse.Tests.Shared;

/// <summary>POSIX signals, which <see cref="Process"/> can neither send nor reset.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const nint Default = 0;
    private const nint Ignore = 1;

    private static readonly Lock Starting = new();

    public static void Send(int processId, int signal)
    {
        if (SendSignal(processId, signal) != 0)
        {
            throw new InvalidOperationException(
                $"Signal {signal} could not be sent to process {processId}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>Starts a program that Ctrl+C can end, even if Ctrl+C cannot end these tests.</summary>
    /// <remarks>
    /// A shell without job control starts its background commands (<c>&amp;</c>) with SIGINT ignored, and children inherit that. Here it is
    /// reset while the program starts.
    /// </remarks>
    public static Process Start(ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
        {
            return Process.Start(start)!;
        }

        lock (Starting)
        {
            var isIgnored = IsIgnored(Interrupt);
            try
            {
                _ = isIgnored ? SetHandler(Interrupt, Default) : default;
                return Process.Start(start)!;
            }
            finally
            {
                _ = isIgnored ? SetHandler(Interrupt, Ignore) : default;
            }
        }
    }

    /// <summary>The handler is the first field of <c>struct sigaction</c> on Linux and on macOS, whose other fields differ.</summary>
    private static bool IsIgnored(int signal)
    {
        var action = new nint[64]; // larger than the struct on any platform
        return GetAction(signal, 0, action) == 0 && action[0] == Ignore;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);

    [DllImport("libc", EntryPoint = "sigaction")]
    private static extern int GetAction(int signal, nint newAction, [Out] nint[] oldAction);

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);
}
