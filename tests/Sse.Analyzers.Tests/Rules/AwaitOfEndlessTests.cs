namespace Sse.Analyzers.Tests;

public class AwaitOfEndlessTests() : RuleTests("SSE003")
{
    [TestCase("var last = await SseObservable.Connect(uri);")]
    [TestCase("Work(await SseObservable.Connect(new Uri(uri)).ToList());")]
    [TestCase("async Task<IList<SseEvent>> All() => await SseObservable.Connect(uri).ToList(); await All();")]
    [TestCase("var count = await SseObservable.Connect(uri, new() { FailOnFirstAttempt = true }).Where(IsMine).Count();")]
    [TestCase("var options = new SseOptions(); var all = await SseObservable.Connect(uri, options).ToArray().ToTask(token);")]
    [TestCase("var all = await SseAsyncEnumerable.Connect(uri).Where(IsMine).ToListAsync(token).ConfigureAwait(false);")]
    [TestCase("var events = SseObservable.Signals(uri).Events(); var last = await events.LastAsync();")]
    public Task An_awaited_result_is_found(string code) => FindsAsync(code, "await");

    [TestCase("var all = SseObservable.Connect(uri).ToList().Wait();", "Wait")]
    [TestCase("var last = SseObservable.Connect(uri).Last();", "Last")]
    public Task A_blocking_wait_is_found(string code, string place) => FindsAsync(code, place);

    [TestCase("await SseObservable.Connect(uri).Do(Work);")]
    [TestCase("_ = await SseObservable.Connect(uri).Do(Work).LastOrDefaultAsync();")]
    [TestCase("await SseObservable.Connect(uri).ForEachAsync(Work);")]
    [TestCase("var first = await SseObservable.Connect(uri).FirstAsync();")]
    [TestCase("var all = await SseObservable.Connect(uri).Take(3).ToList();")]
    [TestCase("var all = await SseObservable.Connect(uri).TakeUntil(e => e.Data == \"[DONE]\").ToList();")]
    [TestCase("var all = await SseAsyncEnumerable.Connect(uri).TakeWhile(IsMine).ToListAsync();")]
    [TestCase("var all = await SseAsyncEnumerable.Connect(uri).TakeUntil(token).ToListAsync();")]
    [TestCase("var all = await SseObservable.Connect(uri, new() { ReconnectPolicy = SseReconnect.Never }).ToList();")]
    [TestCase("var all = await SseObservable.Connect(uri, new() { RequestFactory = (_, _) => new(new HttpRequestMessage()) }).ToList();")]
    [TestCase("var all = await SseObservable.Connect(uri, given).ToList();")]
    [TestCase("var all = await SseObservable.Connect(transport).ToList();")]
    [TestCase("var all = await named.Connect().ToList();")]
    [TestCase("var last = await other;")]
    [TestCase("SseObservable.Connect(uri).Do(Work).Wait();")]
    [TestCase("await Task.Run(async () => await SseObservable.Connect(uri).Do(Work));")]
    [TestCase("async Task Read() => await SseObservable.Connect(uri).Do(Work); await Read();")]
    [TestCase("var all = await SseObservable.Connect(uri).TakeUntil(other).Where(IsMine).ToList();")]
    [TestCase("var all = await SseObservable.Connect(uri).Take(TimeSpan.FromSeconds(5)).ToList();")]
    [TestCase("var any = await SseObservable.Connect(uri).Where(IsMine).Any();")]
    [TestCase("var first = await SseObservable.Connect(uri).Timeout(TimeSpan.FromSeconds(5)).FirstOrDefaultAsync();")]
    [TestCase("var all = await SseObservable.Connect(uri).Publish(events => events.TakeUntil(events.Where(IsMine))).ToList();")]
    [TestCase("var all = await SseObservable.Connect(uri).Buffer(other).ToList();")]
    [TestCase("var first = await SseAsyncEnumerable.Connect(uri).Where(IsMine).FirstAsync();")]
    [TestCase("await foreach (var e in SseAsyncEnumerable.Connect(uri).Where(IsMine).WithCancellation(token)) Work(e);")]
    [TestCase("var all = await SseObservable.Connect(uri, given with { LastEventId = \"1\" }).ToList();")]
    public Task Sequences_that_can_end_and_unused_results_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase(
        "var last = await SseObservable.Connect(uri);",
        "var last = await SseObservable.Connect(uri, new SseOptions { ReconnectPolicy = SseReconnect.Never });")]
    [TestCase(
        "var all = await SseAsyncEnumerable.Connect(uri, options: null).ToListAsync();",
        "var all = await SseAsyncEnumerable.Connect(uri, options: new SseOptions { ReconnectPolicy = SseReconnect.Never }).ToListAsync();")]
    [TestCase(
        "var all = await SseObservable.Connect(uri, new() { LastEventId = \"1\" }).ToList();",
        "var all = await SseObservable.Connect(uri, new() { ReconnectPolicy = SseReconnect.Never, LastEventId = \"1\" }).ToList();")]
    public Task The_policy_is_added(string code, string expected) => FixesAsync(code, expected);

    [Test]
    public Task For_options_of_elsewhere_there_is_no_fix() =>
        OffersNoFixAsync("var options = new SseOptions(); var all = await SseObservable.Connect(uri, options).ToArray();");
}
