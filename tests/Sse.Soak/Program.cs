using Sse.Soak;

// Sse.Soak [--clients N] [--wave N] [--minutes N]: N clients in waves, under faults. Exits with 1 if an event was lost or duplicated, or
// if a process does not become what it was. Every process but this one has a wall clock that jumps.
//   Default: 100,000 clients in waves of 2,000, for 30 minutes
switch (args)
{
    case ["server"]:
        return await SoakServer.RunAsync();

    case ["clients", .. var rest]:
        return await Waves.RunAsync(Arguments.Read(rest));

    default:
        _ = Arguments.Read(args);
        return await JumpingClock.RunAsync(["clients", .. args]);
}
