namespace Sse.Analyzers.Tests;

public class TopicWithoutAfterTests() : RuleTests("SSE001")
{
    [TestCase("""app.MapSse("/", _ => topic.Where(IsMine));""")]
    [TestCase("""app.MapSse("/", s => { if (s.LastEventId == "1") return null; return topic.Where(IsMine).Select(e => e); });""")]
    [TestCase("""app.MapSse("/", s => s.LastEventId == "1" ? null : topic.OfType("a"));""")]
    [TestCase("""app.MapSse("/", _ => topic.Select(e => e.Data));""")]
    [TestCase("""app.MapSse("/", _ => topic.StartWith(new SseEvent("now")));""")]
    [TestCase("""app.MapSse("/all", s => topic.After(s.LastEventId)); app.MapSse("/mine", _ => topic.Where(IsMine));""")]
    [TestCase("""app.MapSse("/", s => { var mine = topic.Where(IsMine); return mine.Select(e => e.Data); });""")]
    [TestCase("""var mine = topic.Where(IsMine); app.MapSse("/", _ => mine);""")]
    [TestCase("""app.MapGet("/", () => SseResults.Stream(topic.Where(IsMine)));""")]
    public Task Operators_on_a_topic_are_found(string code) => FindsAsync(code, "topic");

    [Test]
    public Task A_topic_of_a_set_is_found() => FindsAsync("""app.MapSse("/", _ => topics["a"].Where(IsMine));""", """topics["a"]""");

    [TestCase("""app.MapSse("/", topic);""")]
    [TestCase("""app.MapSse("/", _ => topic);""")]
    [TestCase("""app.MapSse("/", s => topic.After(s.LastEventId).Where(IsMine));""")]
    [TestCase("""app.MapSse("/", s => topics.After("a", s.LastEventId).Where(IsMine));""")]
    [TestCase("""app.MapSse("/", _ => other.Where(IsMine));""")]
    [TestCase("""app.MapSse("/", s => { topic.Where(IsMine).Subscribe(Work); return topic; });""")]
    [TestCase("""app.MapSse("/", s => { Func<IObservable<SseEvent>> live = () => { return topic.Where(IsMine); }; return other; });""")]
    [TestCase("""app.MapGet("/", () => SseResults.Stream(topic));""")]
    [TestCase("""app.MapSse("/", s => s.LastEventId == "" ? topic.StartWith(new SseEvent("now")) : topic.After(s.LastEventId));""")]
    [TestCase(
        """app.MapGet("/", (SseSubscriber s) => SseResults.Stream(s.LastEventId == "" ? topic.Skip(1) : topic.After(s.LastEventId)));""")]
    [TestCase("""app.MapSse("/", s => topic.After(s.LastEventId, where: _ => true).Select(e => e.Data));""")]
    [TestCase("""app.MapSse("/", _ => topic.Where(IsMine).Sample(TimeSpan.FromSeconds(1)));""")]
    [TestCase("""app.MapSse("/", _ => topic.Own().Where(IsMine));""")]
    [TestCase("""app.MapSse("/", _ => other.Merge(topic));""")]
    [TestCase("topic.Where(IsMine).Subscribe(Work);")]
    public Task A_topic_itself_and_other_sources_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase(
        """app.MapSse("/", _ => topic.Where(IsMine));""",
        """app.MapSse("/", subscriber => topic.After(subscriber.LastEventId).Where(IsMine));""")]
    [TestCase(
        """app.MapSse("/", client => { return topics["a"].Where(IsMine); });""",
        """app.MapSse("/", client => { return topics["a"].After(client.LastEventId).Where(IsMine); });""")]
    [TestCase(
        """app.MapSse("/", _ => (IsMine(new("")) ? topic : topics["a"]).Where(IsMine));""",
        """app.MapSse("/", subscriber => ((IsMine(new("")) ? topic : topics["a"]).After(subscriber.LastEventId)).Where(IsMine));""")]
    [TestCase(
        """app.MapGet("/", (SseSubscriber s) => SseResults.Stream(topic.Where(IsMine)));""",
        """app.MapGet("/", (SseSubscriber s) => SseResults.Stream(topic.After(s.LastEventId).Where(IsMine)));""")]
    public Task After_is_added(string code, string expected) => FixesAsync(code, expected);

    [TestCase("""app.MapGet("/", () => SseResults.Stream(topic.Where(IsMine)));""")]
    [TestCase("""var mine = topic.Where(IsMine); app.MapSse("/", _ => mine);""")]
    public Task Without_a_subscriber_there_is_no_fix(string code) => OffersNoFixAsync(code);
}
