using System.Diagnostics;
using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A database that cannot be reached, dies, hangs and comes back.</summary>
public class PostgresFailureTests : PostgresFixture
{
    [Test]
    public async Task A_server_that_cannot_be_reached_is_an_error_at_once()
    {
        await using var store = new SsePostgresCheckpointStore("Host=127.0.0.1;Port=1;Username=u;Password=hunter2", "orders");
        var time = Stopwatch.StartNew();

        var errors = new[]
        {
            await FailAsync(async () => await store.LoadAsync()),
            await FailAsync(async () => await store.SaveAsync("1")),
            await FailAsync(() => store.EnsureCreatedAsync()),
        };

        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
        Assert.That(errors.Select(error => error.Message), Is.All.Contains("orders").And.All.Contains("127.0.0.1:1"));
        Assert.That(errors.Select(error => $"{error}"), Has.None.Contains("hunter2"));
        Assert.That(errors.Select(error => error.IsUsedElsewhere), Is.All.False);
    }

    [Test]
    public async Task The_sequence_ends_in_the_error_of_the_store()
    {
        await using var store = new SsePostgresCheckpointStore("Host=127.0.0.1;Port=1;Username=u", "orders");
        var error = new TaskCompletionSource<Exception>();

        using var subscription = SseObservable.Connect("http://127.0.0.1:1", new() { CheckpointStore = store })
            .Subscribe(_ => { }, error.SetResult);

        Assert.That(await error.Task.WaitAsync(TestDeadline.Value), Is.TypeOf<SseCheckpointException>());
    }

    [Test]
    public void An_invalid_connection_string_is_an_argument_error() =>
        Assert.That(() => new SsePostgresCheckpointStore("nonsense", "orders"), Throws.ArgumentException);

    [Test]
    public async Task A_server_that_dies_is_an_error_and_one_that_comes_back_is_used_again()
    {
        var store = Open();
        await store.SaveAsync("1");
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await WorkAsync(transaction, "2");
            await store.SaveAsync("2", transaction);
            await Server.KillAsync();
            Assert.That(async () => await transaction.CommitAsync(), Throws.InstanceOf<NpgsqlException>());
        }

        await FailAsync(async () => await store.SaveAsync("2"));
        await FailAsync(async () => await store.LoadAsync());
        await Server.StartAgainAsync();

        Assert.That((await store.LoadAsync(), await DoneAsync()), Is.EqualTo(("1", Array.Empty<string>())));
        await store.SaveAsync("2");
        Assert.That(await store.LoadAsync(), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_restart_of_the_server_between_two_saves_is_not_noticed()
    {
        var store = Open();
        await store.SaveAsync("1");
        await Server.KillAsync();
        await Server.StartAgainAsync();

        await store.SaveAsync("2"); // on a pooled connection that has broken

        Assert.That(await store.LoadAsync(), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_server_that_hangs_is_an_error_and_a_load_observes_cancellation_meanwhile()
    {
        await using var source = NpgsqlDataSource.Create($"{Server.ConnectionString};Cancellation Timeout=-1");
        await using var store = new SsePostgresCheckpointStore(source, Stream) { CommandTimeout = TimeSpan.FromSeconds(0.5) };
        await using var patient = new SsePostgresCheckpointStore(source, Stream);
        await Task.WhenAll(patient.SaveAsync("1").AsTask(), patient.SaveAsync("1").AsTask()); // two connections of the pool
        Server.Suspend();
        try
        {
            using var cancelled = new CancellationTokenSource();
            var saving = store.SaveAsync("3").AsTask();
            var loading = patient.LoadAsync(cancelled.Token).AsTask();
            await cancelled.CancelAsync();
            Assert.That(async () => await loading.WaitAsync(TestDeadline.Value), Throws.InstanceOf<OperationCanceledException>());
            await FailAsync(() => saving.WaitAsync(TestDeadline.Value));
        }
        finally
        {
            Server.Resume();
        }

        Assert.That(await Open().LoadAsync(), Is.EqualTo("1").Or.EqualTo("3"), "only the answer was lost");
    }

    [Test]
    public async Task A_disposed_store_throws()
    {
        var store = new SsePostgresCheckpointStore(Server.ConnectionString, Stream);
        await store.SaveAsync("1");
        await store.DisposeAsync();

        Assert.That(async () => await store.SaveAsync("2"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(await Open().LoadAsync(), Is.EqualTo("1"), "a data source of the application is not disposed of");
    }
}
