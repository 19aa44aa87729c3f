[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)] // they wait for sockets more than they compute
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
