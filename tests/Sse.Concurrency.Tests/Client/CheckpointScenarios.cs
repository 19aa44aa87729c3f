using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Coyote.Specifications;
using Sse.Reactive;

namespace Sse.Concurrency.Tests;

/// <summary>Saves while events are delivered: their order, the end after the last save, errors of the store.</summary>
internal static class CheckpointScenarios
{
    private const int Events = 4;

    public static Scenario[] All { get; } =
    [
        new("checkpoints: saves", () => Save(fails: false, disposes: false)),
        new("checkpoints: saves, fields", () => Save(fails: false, disposes: false), TracksFields: true),
        new("checkpoints: a save fails", () => Save(fails: true, disposes: false)),
        new("checkpoints: dispose", () => Save(fails: true, disposes: true)),
    ];

    private static async Task Save(bool fails, bool disposes)
    {
        var store = new ScriptedStore(fails);
        var witness = new Witness<SseEvent>("subscriber");
        IObserver<SseEvent>? observer = null;
        var closed = 0;
        var source = new ManualObservable<SseEvent>(o =>
        {
            observer = o;
            return Disposable.Create(() => closed++);
        });
        var savedAtEnd = -1;
        var subscription = source.CheckpointTo(store)
            .Finally(() => savedAtEnd = store.Saved.LastOrDefault())
            .Subscribe(witness);
        await Task.WhenAll(
            Task.Run(() =>
            {
                for (var i = 1; i <= Events; i++)
                {
                    observer!.OnNext(new("x", LastEventId: $"{i}"));
                }

                observer!.OnCompleted();
            }),
            disposes ? Task.Run(subscription.Dispose) : Task.CompletedTask);
        if (!disposes)
        {
            await witness.Ended; // or nothing ends it
            Specification.Assert(
                store.HasFailed ? witness.Error is SseCheckpointException : witness.Error is null && witness.Seen.Count == Events,
                $"{witness.Seen.Count} events, then {witness.Error}");
            Specification.Assert(store.HasFailed || store.Saved[^1] == Events, "ended before the last save");
        }

        await store.WhenIdleAsync();
        Sequence.Growing(store.Saved, "saved");
        Specification.Assert(closed == 1, $"the source was closed {closed} times");
        Specification.Assert(savedAtEnd <= Events, "saved what was never delivered");
    }
}
