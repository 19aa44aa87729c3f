namespace Sse.Analyzers.Tests;

public class CheckpointBeforeHandOffTests() : RuleTests("SSE004")
{
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).ObserveOn(scheduler).Do(Work);", "ObserveOn")]
    [TestCase("named.Connect().CheckpointTo(store).Where(IsMine).Delay(TimeSpan.FromSeconds(1)).Do(Work);", "Delay")]
    [TestCase("SseObservable.Signals(uri).CheckpointTo(store).Events().Buffer(10).Do(Work);", "Buffer")]
    [TestCase("SseObservable.Connect(transport).OfType(\"a\").CheckpointTo(store).ObserveOn(scheduler).Buffer(10).Do(Work);", "ObserveOn")]
    [TestCase("var saved = SseObservable.Connect(uri).CheckpointTo(store); var done = saved.SelectMany(e => WorkAsync(e));", "SelectMany")]
    [TestCase("var pulled = SseObservable.Connect(uri).CheckpointTo(store).ToAsyncEnumerable(capacity: 10);", "ToAsyncEnumerable")]
    [TestCase(
        "var done = SseAsyncEnumerable.Connect(uri).CheckpointTo(store).SelectConcurrent(4, async (e, t) => await WorkAsync(e));",
        "SelectConcurrent")]
    [TestCase("var chunks = SseAsyncEnumerable.Connect(uri).CheckpointTo(store).Chunk(10);", "Chunk")]
    public Task An_operator_that_hands_on_later_is_found(string code, string place) => FindsAsync(code, place);

    [TestCase("SseObservable.Connect(uri).ObserveOn(scheduler).Do(Work).CheckpointTo(store);")]
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).Where(IsMine).Do(Work);")]
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).SelectMany(e => new[] { e });")]
    [TestCase("SseObservable.Connect(uri).ObserveOn(scheduler);")]
    [TestCase("SseObservable.Connect(uri).Do(Work).CheckpointTo(store).ObserveOn(scheduler).Do(Work);")]
    [TestCase("SseObservable.Connect(uri).Select(e => (WorkAsync(e), Id: e.LastEventId)).CheckpointTo(store, v => v.Id).Buffer(10);")]
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).Sample(TimeSpan.FromSeconds(1));")]
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).Own().ObserveOn(scheduler);")]
    [TestCase("other.CheckpointTo(store).ObserveOn(scheduler).Do(Work);")]
    public Task Other_orders_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase(
        "SseObservable.Connect(uri).CheckpointTo(store).ObserveOn(scheduler).Do(Work);",
        "SseObservable.Connect(uri).ObserveOn(scheduler).CheckpointTo(store).Do(Work);")]
    [TestCase(
        "SseObservable.Connect(uri).CheckpointTo(store).Where(IsMine).ObserveOn(scheduler).Do(Work);",
        "SseObservable.Connect(uri).Where(IsMine).ObserveOn(scheduler).CheckpointTo(store).Do(Work);")]
    [TestCase(
        "SseObservable.Connect(uri)\n            .CheckpointTo(store)\n            .ObserveOn(scheduler)\n            .Do(Work);",
        "SseObservable.Connect(uri)\n            .ObserveOn(scheduler)\n            .CheckpointTo(store)\n            .Do(Work);")]
    public Task The_checkpoint_is_moved(string code, string expected) => FixesAsync(code, expected);

    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).Buffer(10).Do(Work);")]
    [TestCase("SseObservable.Connect(uri).CheckpointTo(store).Select(e => e.Data).ObserveOn(scheduler).Do(Work);")]
    public Task Where_the_type_changes_there_is_no_fix(string code) => OffersNoFixAsync(code);
}
