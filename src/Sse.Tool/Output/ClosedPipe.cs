using System.Reactive;
using System.Reactive.Linq;
using System.Runtime.InteropServices;

namespace Sse.Tool;

/// <summary>
/// Detects immediately that the pipe on standard output was closed. A write would detect it too, but only with the next event.
/// </summary>
internal static class ClosedPipe
{
    /// <summary>
    /// Emits one value when the pipe is closed; never, on Windows or if the output is not redirected. The waiting background thread ends
    /// with the process.
    /// </summary>
    public static IObservable<Unit> Watch() => OperatingSystem.IsWindows() || !Console.IsOutputRedirected
        ? Observable.Never<Unit>()
        : Observable.Create<Unit>(observer =>
        {
            new Thread(() => Wait(observer)) { IsBackground = true, Name = "closed pipe" }.Start();
            return () => { };
        });

    private static void Wait(IObserver<Unit> observer)
    {
        // Without requested events, poll reports errors only. A regular file has none.
        var output = new Posix.PollDescriptor { FileDescriptor = Posix.StandardOutput };
        int count;
        do
        {
            count = Posix.Poll(ref output, 1, -1);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted);

        if (count > 0)
        {
            observer.OnNext(Unit.Default);
        }
    }
}
