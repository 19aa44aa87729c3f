namespace Sse.Concurrency.Tests;

/// <summary>All scenarios by name. Each asserts its invariants, and completes in every schedule.</summary>
internal static class Scenarios
{
    public static IReadOnlyDictionary<string, Scenario> All { get; } = new[]
    {
        WriterScenarios.All,
        TopicScenarios.All,
        SharedTopicScenarios.All,
        ShareScenarios.All,
        CheckpointScenarios.All,
        ConnectionScenarios.All,
    }.SelectMany(scenarios => scenarios).ToDictionary(scenario => scenario.Name);
}
