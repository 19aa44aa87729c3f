using System.Diagnostics;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Sse.Concurrency.Tests;

/// <summary>Runs a scenario under many schedules, half of them at random, half with random priorities and a few changes of them.</summary>
internal sealed record Exploration(string Scenario, int Schedules, int AtBound, TimeSpan Time, string? Fault)
{
    private const uint Seed = 2026;
    private const int MaxSteps = 5_000;

    public static Exploration Run(Scenario scenario, int schedules)
    {
        var (explored, atBound, watch) = (0, 0, Stopwatch.StartNew());
        foreach (var (isRandom, share) in new[] { (true, schedules - (schedules / 2)), (false, schedules / 2) })
        {
            var configuration = Configuration.Create()
                .WithTestingIterations((uint)share)
                .WithMaxSchedulingSteps(MaxSteps)
                .WithRandomGeneratorSeed(Seed)
                .WithPartiallyControlledConcurrencyAllowed(true)
                .WithPotentialDeadlocksReportedAsBugs(true)
                .WithDeadlockTimeout(30_000)
                .WithAtomicOperationRaceCheckingEnabled(true)
                .WithVolatileOperationRaceCheckingEnabled(true)
                .WithLockAccessRaceCheckingEnabled(true)
                .WithMemoryAccessRaceCheckingEnabled(scenario.TracksFields)
                .WithNoBugTraceRepro()
                .WithConsoleLoggingEnabled(false)
                .WithTelemetryEnabled(false);
            configuration = isRandom ? configuration.WithRandomStrategy() : configuration.WithPrioritizationStrategy(false, 5);
            using var engine = TestingEngine.Create(configuration, () => RunOnceAsync(scenario.Run));
            engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
            engine.Run();
            var report = engine.TestReport;
            explored += report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths;
            atBound += report.MaxUnfairStepsHitInUnfairTests + report.MaxUnfairStepsHitInFairTests;
            if (report.BugReports.Concat(report.InternalErrors).FirstOrDefault() is { } fault)
            {
                return new(scenario.Name, explored, atBound, watch.Elapsed, fault);
            }
        }

        return new(scenario.Name, explored, atBound, watch.Elapsed, null);
    }

    public override string ToString() => Fault is null
        ? $"{Scenario,-34} {Schedules,7} schedules {Time.TotalSeconds,7:0.0} s"
            + (AtBound > 0 ? $", {AtBound} cut off after {MaxSteps} steps" : "")
        : $"{Scenario,-34} FOUND in schedule {Schedules} after {Time.TotalSeconds:0.0} s: {Fault}";

    private static async Task RunOnceAsync(Func<Task> scenario)
    {
        Choice.Begin();
        Workers.Begin();
        await scenario();
        await Workers.OfSchedule.WhenIdleAsync();
    }
}
