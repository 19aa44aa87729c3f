// Ends as no test can. Run by tests.
using Sse.Reactive;
using Sse.Reactive.Tests.Crash;

if (args is ["consume", var form, var url, var file])
{
    using var store = new SseFileCheckpointStore(file);
    await new CheckpointingConsumer(url, store).RunAsync(form);
    return;
}

if (args is ["save", var path])
{
    // Saves one ID after the other, each a bit longer, and says which are safe, until it is killed.
    using var store = new SseFileCheckpointStore(path);
    var last = await store.LoadAsync() is { } id ? int.Parse(id, null) : 0;
    while (true)
    {
        await store.SaveAsync($"{++last}");
        Console.WriteLine(last);
    }
}

// An observer that throws on a thread pool thread: as in Rx, the process ends with the exception.
using var subscription = SseObservable.Connect(args[0]).Subscribe(_ => throw new InvalidOperationException("thrown by the observer"));
Console.In.ReadToEnd(); // until the test ends
