namespace Sse.Analyzers.Tests;

public class SubscribeWithoutOnErrorTests() : RuleTests("SSE002")
{
    [TestCase("SseObservable.Connect(uri).Subscribe(Work);")]
    [TestCase("SseObservable.Signals(uri).Subscribe();")]
    [TestCase("SseObservable.Connect(uri).Subscribe(Work, () => { });")]
    [TestCase("SseObservable.Connect(uri).Subscribe(Work, token);")]
    [TestCase("named.Connect().Subscribe(Work);")]
    [TestCase("named.Signals().Share().Events().OfType(\"a\").Where(IsMine).ObserveOn(scheduler).Subscribe(Work);")]
    [TestCase("var events = SseObservable.Connect(uri); using var reading = events.Select(e => e.Data).Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).Finally(() => { }).Subscribe(e => Work(e));")]
    public Task Subscribe_without_onError_is_found(string code) => FindsAsync(code, "Subscribe");

    [TestCase("SseObservable.Connect(uri).Subscribe(Work, error => { });")]
    [TestCase("SseObservable.Connect(uri).Subscribe(Work, error => { }, () => { });")]
    [TestCase("SseObservable.Connect(uri).Subscribe(topic);")]
    [TestCase("SseObservable.Connect(uri).Catch(Observable.Return(new SseEvent(\"\"))).Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).Materialize().Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).Own().Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).Subscribe(Observer.Create<SseEvent>(Work));")]
    [TestCase("SseObservable.Connect(uri).Do(Work).Materialize().Where(n => n.HasValue).Subscribe();")]
    [TestCase("SseObservable.Connect(uri).Catch((SseException e) => other).Select(e => e.Data).Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).OnErrorResumeNext(other).Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).Publish(events => events.Catch(other)).Subscribe(Work);")]
    [TestCase("SseObservable.Connect(uri).SelectMany(e => Observable.Return(e)).Subscribe(topic);")]
    [TestCase("SseObservable.Connect(transport).Subscribe(Work);")]
    [TestCase("using var both = SseObservable.Connect(uri).Publish().Connect();")]
    [TestCase("other.Subscribe(Work);")]
    [TestCase("Observable.Interval(TimeSpan.FromSeconds(1)).Subscribe(_ => Work(uri));")]
    [TestCase("var events = SseObservable.Connect(uri); events = other; events.Subscribe(Work);")]
    [TestCase("var reading = SseObservable.Connect(uri).ForEachAsync(Work, token);")]
    public Task Handled_errors_and_other_sources_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase(
        "SseObservable.Connect(uri).Subscribe(Work);",
        "SseObservable.Connect(uri).Subscribe(Work, error => Console.Error.WriteLine(error));")]
    [TestCase(
        "SseObservable.Connect(uri).Subscribe(Work, () => { });",
        "SseObservable.Connect(uri).Subscribe(Work, error => Console.Error.WriteLine(error), () => { });")]
    [TestCase(
        "SseObservable.Connect(uri).Subscribe(Work, token);",
        "SseObservable.Connect(uri).Subscribe(Work, error => Console.Error.WriteLine(error), token);")]
    [TestCase(
        "SseObservable.Connect(uri).Subscribe(Work, () => { }, token);",
        "SseObservable.Connect(uri).Subscribe(Work, error => Console.Error.WriteLine(error), () => { }, token);")]
    [TestCase(
        "SseObservable.Connect(uri).Subscribe();",
        "SseObservable.Connect(uri).Subscribe(_ => { }, error => Console.Error.WriteLine(error));")]
    public Task OnError_is_added(string code, string expected) => FixesAsync(code, expected);
}
