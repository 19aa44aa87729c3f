[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)] // the number of cores of the CI machine
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
