// An observer that throws on a thread nobody watches: as in Rx, the process ends with the exception. Run by a test.
using Sse.Reactive;

using var subscription = SseObservable.Connect(args[0]).Subscribe(_ => throw new InvalidOperationException("thrown by the observer"));
Thread.Sleep(TimeSpan.FromSeconds(15));
Console.WriteLine("still alive");
