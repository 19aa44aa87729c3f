using Sse.Reactive;

var uri = new Uri(args.Length > 0 ? args[0] : "http://127.0.0.1:5080/prices");
var options = new SseOptions
{
    IdleTimeout = TimeSpan.FromMinutes(1), // longer silence is a lost connection
};

// Signals are the events, and what happens to the connection. For the events alone: SseObservable.Connect(uri, options).
var exitCode = new TaskCompletionSource<int>();
using var reading = SseObservable.Signals(uri, options).Subscribe(
    signal =>
    {
        switch (signal)
        {
            case SseSignal.Opened:
                Console.WriteLine($"Connected to {uri}.");
                break;
            case SseSignal.Event { Value: var e }:
                Console.WriteLine($"{e.Type} {e.LastEventId}: {e.Data}");
                break;
            case SseSignal.Disconnected lost: // the client reconnects by itself, and resumes after the last event ID
                Console.WriteLine($"{lost.CauseText} Next attempt in {lost.Delay.TotalSeconds:0.0} s.");
                break;
        }
    },
    error => // the client has given up, for example because the server answers 401
    {
        Console.Error.WriteLine(error.Message);
        exitCode.SetResult(1);
    },
    () => exitCode.SetResult(0)); // the server has ended the stream: it answers 204

return await exitCode.Task;
