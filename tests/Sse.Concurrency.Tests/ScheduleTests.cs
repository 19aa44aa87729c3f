namespace Sse.Concurrency.Tests;

/// <summary>Each scenario under some hundred schedules; <c>./build.sh schedules</c> runs ten thousand.</summary>
[NonParallelizable]
public class ScheduleTests
{
    /// <summary>
    /// All but the shared topics: a node's work can outlast a schedule there, and it ends the process of the tests when Coyote lets it go.
    /// </summary>
    private static IEnumerable<string> Names => Scenarios.All.Keys.Where(name => !name.StartsWith("shared: ", StringComparison.Ordinal));

    [TestCaseSource(nameof(Names))]
    public void No_schedule_breaks_an_invariant(string scenario)
    {
        var schedules = Scenarios.All[scenario].TracksFields ? 40 : 200;
        var exploration = Exploration.Run(Scenarios.All[scenario], schedules);
        TestContext.Out.WriteLine(exploration.ToString());
        Assert.That(exploration.Fault, Is.Null, exploration.ToString());
        Assert.That(exploration.Schedules, Is.EqualTo(schedules));
    }
}
