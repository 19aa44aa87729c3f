using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The kit, whose own tests run on newer targets alone; the client's use most of it here.</summary>
public class KitTests
{
    [Test]
    public void The_public_api_is_the_golden_file() =>
        PublicApi.AssertMatches(
            typeof(SseScript).Assembly, Path.Combine(TestContext.CurrentContext.TestDirectory, "PublicApi.Testing.txt"));
}
