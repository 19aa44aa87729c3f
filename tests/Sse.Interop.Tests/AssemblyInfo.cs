[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)] // the tests mostly wait for sockets
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
