namespace Sse.Analyzers.Tests;

public class ResubscribeTests() : RuleTests("SSE005")
{
    [TestCase("SseObservable.Connect(uri).Retry();", "Retry")]
    [TestCase("SseObservable.Connect(uri).Where(IsMine).Retry(3);", "Retry")]
    [TestCase("SseObservable.Signals(transport).Repeat();", "Repeat")]
    [TestCase("SseObservable.Connect(uri).RetryWhen(errors => errors.Delay(TimeSpan.FromSeconds(1)));", "RetryWhen")]
    [TestCase("SseObservable.Connect(uri, new() { LastEventId = \"1\" }).Timeout(TimeSpan.FromMinutes(1)).Retry();", "Retry")]
    [TestCase("SseObservable.Connect(uri).Catch((SseException e) => SseObservable.Connect(uri));", "Catch")]
    [TestCase("var events = SseObservable.Connect(uri); events.Catch(events);", "Catch")]
    [TestCase("var events = SseObservable.Connect(uri); events.OnErrorResumeNext(events);", "OnErrorResumeNext")]
    public Task An_operator_that_subscribes_again_is_found(string code, string place) => FindsAsync(code, place);

    [TestCase("SseObservable.Connect(uri, new() { CheckpointStore = store }).CheckpointTo(store).Retry();")]
    [TestCase("SseObservable.Connect(uri).Catch(Observable.Empty<SseEvent>());")]
    [TestCase("SseObservable.Connect(uri).Catch((SseException e) => other);")]
    [TestCase("Observable.Defer(() => SseObservable.Connect(uri, given)).Retry();")]
    [TestCase("SseObservable.Connect(uri, new() { CheckpointStore = store }).Do(Work).Retry();")]
    [TestCase("SseObservable.Connect(uri, new() { ReconnectPolicy = SseReconnect.Never }).Retry();")]
    [TestCase("SseObservable.Connect(uri, new() { MaxDowntime = TimeSpan.FromMinutes(1) }).Retry(3);")]
    [TestCase("SseObservable.Connect(uri).RetryWhen(errors => errors.OfType<SseResponseException>().Where(e => e.StatusCode == 401));")]
    [TestCase("SseObservable.Connect(uri).RetryWhen(errors => errors.SelectMany((e, i) => Observable.Timer(TimeSpan.FromSeconds(i))));")]
    [TestCase("SseObservable.Connect(uri).RetryWhen(Own);")]
    [TestCase("SseObservable.Connect(uri).Catch((SseException e) => SseObservable.Connect(uri + \"/other\"));")]
    [TestCase("SseObservable.Connect(uri).Catch((SseException e) => SseObservable.Connect(uri, new() { LastEventId = \"1\" }));")]
    [TestCase("SseObservable.Connect(uri).SelectMany(e => Observable.FromAsync(() => WorkAsync(e)).Retry(3));")]
    [TestCase("SseObservable.Connect(uri).FirstAsync().Retry(3);")]
    [TestCase("SseObservable.Connect(uri).TakeUntil(other).Repeat();")]
    [TestCase("SseObservable.Connect(uri, given).Retry();")]
    [TestCase("named.Connect().Retry();")]
    [TestCase("other.Retry();")]
    [TestCase("SseObservable.Connect(uri).Own().Retry();")]
    public Task Checkpoints_and_other_sources_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase("SseObservable.Connect(uri).Retry().Where(IsMine);", "SseObservable.Connect(uri).Where(IsMine);")]
    [TestCase(
        "var events = SseObservable.Connect(uri); var again = events.Catch(events);",
        "var events = SseObservable.Connect(uri); var again = events;")]
    public Task The_operator_is_removed(string code, string expected) => FixesAsync(code, expected);
}
