[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)] // the tests mostly wait: for servers that start, and for reconnection delays
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
