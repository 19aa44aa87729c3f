using System.Reactive.Subjects;
using System.Runtime.InteropServices;

namespace Sse.Tool;

/// <summary>Ctrl+C and SIGTERM: the first asks for an end in good order, the second ends the process as the system does.</summary>
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

    /// <summary>The code to end with, once.</summary>
    public IObservable<ExitCode> Asked => _stop;

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
