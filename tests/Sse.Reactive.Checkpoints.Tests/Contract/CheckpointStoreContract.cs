using System.Reactive.Subjects;
using System.Text;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>What every store of checkpoints does.</summary>
public abstract class CheckpointStoreContract
{
    private readonly List<ISseCheckpointStore> _stores = [];

    /// <summary>The name of a stream that no other test uses.</summary>
    protected string Stream { get; private set; } = "";

    [SetUp]
    public void ChooseStream() => Stream = $"{TestContext.CurrentContext.Test.MethodName} {Guid.NewGuid():N}";

    [TearDown]
    public async Task DisposeOfStores()
    {
        foreach (var store in _stores)
        {
            await DisposeAsync(store);
        }

        _stores.Clear();
    }

    /// <summary>Creates a store, which is disposed of after the test.</summary>
    protected abstract ISseCheckpointStore Create(string stream);

    protected ISseCheckpointStore Open()
    {
        var store = Create(Stream);
        _stores.Add(store);
        return store;
    }

    [Test]
    public async Task Nothing_saved_is_null() => Assert.That(await Open().LoadAsync(), Is.Null);

    [TestCase("7")]
    [TestCase("")]
    [TestCase(" leading, trailing ")]
    [TestCase("größer 日本 🎈 \t\u0001\u0085\u2028\ufeff")]
    public async Task The_saved_ID_is_loaded(string id)
    {
        var store = Open();
        await store.LoadAsync();
        await store.SaveAsync("older and longer than the other one, whatever that is");
        await store.SaveAsync(id);

        Assert.That(await store.LoadAsync(), Is.EqualTo(id));
        await DisposeAsync(store);
        Assert.That(await Open().LoadAsync(), Is.EqualTo(id));
    }

    [Test]
    public async Task An_ID_is_saved_without_loading_first()
    {
        var store = Open();

        await store.SaveAsync("1");

        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Every_character_that_an_ID_may_have_is_kept()
    {
        var id = string.Concat(
            Enumerable.Range(0, char.MaxValue + 1)
                .Where(c => c is not ('\r' or '\n' or '\0') && Rune.IsValid(c))
                .Concat([0x1F388, 0x10FFFF])
                .Select(char.ConvertFromUtf32));
        var store = Open();

        await store.SaveAsync(id);

        Assert.That(await store.LoadAsync(), Is.EqualTo(id));
    }

    [Test]
    public async Task No_ID_is_an_argument_error()
    {
        var store = Open();
        await store.SaveAsync("1");

        Assert.That(async () => await store.SaveAsync(null!), Throws.ArgumentNullException);
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Concurrent_saves_leave_one_of_the_IDs()
    {
        var store = Open();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => store.SaveAsync(new string('x', i)).AsTask()));

        Assert.That(await store.LoadAsync(), Does.Match("^x*$"));
    }

    [Test]
    public async Task CheckpointTo_saves_the_last_event_that_was_done()
    {
        var store = Open();
        using var events = new Subject<SseEvent>();
        var done = new TaskCompletionSource();
        using var subscription = events.CheckpointTo(store).Subscribe(_ => { }, done.SetException, done.SetResult);

        for (var i = 1; i <= 100; i++)
        {
            events.OnNext(new("x", LastEventId: $"{i}"));
        }

        events.OnCompleted();
        await done.Task.WaitAsync(TestDeadline.Value);

        Assert.That(await store.LoadAsync(), Is.EqualTo("100"));
    }

    /// <summary>Releases what the store holds, as the end of its process does.</summary>
    protected static async Task DisposeAsync(ISseCheckpointStore store)
    {
        switch (store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
