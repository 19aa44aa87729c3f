// Ends as no test can. Run by tests.
using Sse.Reactive;
using Sse.Reactive.Tests.Crash;

if (args is ["consume", var form, var url, var store])
{
    await new CheckpointingConsumer(url, Stores.Open(store)).RunAsync(form);
    return;
}

if (args is ["transact", var server, var database, var stream])
{
    await new TransactionalConsumer(server, database, stream).RunAsync();
    return;
}

if (args is ["save", var path])
{
    // Saves one ID after the other, each a bit longer, and says which are safe, until it is killed.
    using var file = new SseFileCheckpointStore(path);
    var last = await file.LoadAsync() is { } id ? int.Parse(id, null) : 0;
    while (true)
    {
        await file.SaveAsync($"{++last}");
        Console.WriteLine(last);
    }
}

// An observer that throws on a thread pool thread: as in Rx, the process ends with the exception.
using var subscription = SseObservable.Connect(args[0]).Subscribe(_ => throw new InvalidOperationException("thrown by the observer"));
Console.In.ReadToEnd(); // until the test ends
