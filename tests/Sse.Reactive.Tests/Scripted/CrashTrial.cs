using System.Reactive.Concurrency;
using System.Text;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Faults;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>
/// A consumer that crashes at any moment and restarts from its checkpoint, until it has received the end of a stream whose connections
/// break at any byte. A seed determines everything.
/// </summary>
internal sealed class CrashTrial(TestScheduler scheduler, int seed)
{
    public const int Events = 40;

    private const int MortalLives = 30;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    private readonly Random _random = new(seed);
    private readonly HashSet<int> _done = [];

    public int Lives { get; private set; }

    /// <summary>How many events were processed again.</summary>
    public int Repeats { get; private set; }

    /// <summary>The content of the disk, which survives a crash.</summary>
    public string? Disk { get; private set; }

    public void Run(Func<Life, IDisposable> start)
    {
        while (true)
        {
            var life = new Life(this, Acknowledged);
            Lives++;
            using var process = start(life);
            scheduler.AdvanceBy(Lives > MortalLives ? TimeSpan.FromHours(10).Ticks : Time(300).Ticks);
            life.IsDead = true;

            Assert.That(_done, Is.SupersetOf(Enumerable.Range(1, Acknowledged)), $"seed {seed}: acknowledged, but not done");
            if (life.HasCompleted)
            {
                Assert.That(Acknowledged, Is.EqualTo(Events), $"seed {seed}: completed, but not saved");
                return;
            }

            Assert.That(Lives, Is.LessThanOrEqualTo(MortalLives), $"seed {seed}: never completes");
        }
    }

    private int Acknowledged => Disk is { Length: > 0 } id ? int.Parse(id, null) : 0;

    private TimeSpan Time(int maxMs) => TimeSpan.FromMilliseconds(_random.Next(maxMs + 1));

    /// <summary>One run of the process, from its start to a crash. Nothing after the crash has an effect.</summary>
    public sealed class Life(CrashTrial trial, int acknowledged) : ISseCheckpointStore
    {
        private int _last = acknowledged;

        public bool IsDead { get; set; }

        public bool HasCompleted { get; private set; }

        public SseOptions Options => new() { Scheduler = trial.Scheduler, Jitter = 0, CheckpointStore = this };

        /// <summary>A server that resumes after the last event ID and cuts the stream anywhere; 204 at the end.</summary>
        public SseTransport Server => (attempt, _) =>
        {
            var first = attempt.LastEventId.Length == 0 ? 1 : int.Parse(attempt.LastEventId, null) + 1;
            if (first > Events)
            {
                return new(new SseResponse(Stream.Null) { StatusCode = 204 });
            }

            var bytes = Encoding.UTF8.GetBytes(
                "retry: 10\n" + string.Concat(Enumerable.Range(first, Events - first + 1).Select(n => $"id: {n}\ndata: {n}\n\n")));
            var end = trial._random.Next(2) == 0 ? FaultKind.End : FaultKind.Reset;
            return new(
                new SseResponse(
                    new FaultyBody(
                        bytes.AsMemory(0, trial._random.Next(bytes.Length + 1)), end, trial._random, trial.Scheduler, LongestPause)));
        };

        public void Complete() => HasCompleted = !IsDead;

        /// <summary>
        /// Starts the work of an event, and asserts that it follows the last acknowledged one in order and without a gap.
        /// </summary>
        public int Begin(SseEvent e)
        {
            var number = int.Parse(e.Data, null);
            if (!IsDead)
            {
                Assert.That(number, Is.EqualTo(++_last), "missed or doubled within a life");
            }

            return number;
        }

        public void Done(int number)
        {
            if (!IsDead && !trial._done.Add(number))
            {
                trial.Repeats++;
            }
        }

        public ValueTask<SseEvent> WorkAsync(SseEvent e, CancellationToken cancellationToken)
        {
            var number = Begin(e);
            var work = new TaskCompletionSource<SseEvent>();
            cancellationToken.Register(() => work.TrySetCanceled(cancellationToken));
            trial.Scheduler.Schedule(trial.Time(30), () =>
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    Done(number);
                    work.SetResult(e);
                }
            });
            return new(work.Task);
        }

        public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default)
        {
            var load = new TaskCompletionSource<string?>();
            trial.Scheduler.Schedule(trial.Time(5), () => load.SetResult(trial.Disk));
            return new(load.Task);
        }

        public async ValueTask SaveAsync(string lastEventId)
        {
            var save = new TaskCompletionSource();
            trial.Scheduler.Schedule(trial.Time(40), () =>
            {
                if (!IsDead)
                {
                    trial.Disk = lastEventId;
                    save.SetResult();
                }
            });
            await save.Task.ConfigureAwait(false);
        }
    }

    private TestScheduler Scheduler => scheduler;
}
