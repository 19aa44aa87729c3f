using System.Reactive;
using System.Reactive.Linq;
using System.Runtime.InteropServices;

namespace Sse.Tool.Output;

/// <summary>Tells that nobody reads the output any more, at once and not only with the next event, which may be long in coming.</summary>
internal static class ClosedPipe
{
    /// <summary>One value, when it happens; none where it cannot be known. The thread that waits for it ends with the process.</summary>
    public static IObservable<Unit> Watch() => OperatingSystem.IsWindows() || !Console.IsOutputRedirected
        ? Observable.Never<Unit>()
        : Observable.Create<Unit>(observer =>
        {
            new Thread(() => Wait(observer)) { IsBackground = true, Name = "closed pipe" }.Start();
            return () => { };
        });

    private static void Wait(IObserver<Unit> observer)
    {
        // Asked for nothing, poll tells of errors alone. A file never has any.
        var output = new Posix.Polled { File = Posix.StandardOutput };
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
