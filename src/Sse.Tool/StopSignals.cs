using System.Reactive.Subjects;
using System.Runtime.InteropServices;

namespace Sse.Tool;

/// <summary>Handles Ctrl+C and SIGTERM: the first one requests a clean exit, the second one terminates the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly ReplaySubject<ExitCode> _stop = new(1);
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated)),
        ];
    }

    /// <summary>Emits the exit code once, when a signal has requested the exit.</summary>
    public IObservable<ExitCode> Requested => _stop;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context, ExitCode code)
    {
        if (Interlocked.Increment(ref _count) == 1)
        {
            context.Cancel = true;
            _stop.OnNext(code);
        }
    }
}
