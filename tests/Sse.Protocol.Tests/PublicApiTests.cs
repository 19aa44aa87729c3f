using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

public class PublicApiTests
{
    [Test]
    public void The_public_api_matches_the_golden_file() =>
        PublicApi.AssertMatches(typeof(SseEvent).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.txt"));
}
