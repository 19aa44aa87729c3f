[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)] // as many as the machine that runs CI has cores
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
