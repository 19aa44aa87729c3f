using System.Diagnostics;
using Sse.Protocol.Fuzz;

// Compares the decoder with the reference decoder on generated streams.
//   --seed N    the seed of the first stream. Default: random, and printed.
//   --count N   the number of streams. Default: 1,000,000.
if (!Arguments.TryRead(args, out var arguments))
{
    Console.Error.WriteLine("Usage: fuzz [--seed N] [--count N]. N is a whole number from 0 to 2147483647.");
    return 2;
}

Console.WriteLine($"seed {arguments.Seed}, {arguments.Count:N0} streams");
var clock = Stopwatch.StartNew();
var bytes = 0L;
for (var i = 0; i < arguments.Count; i++)
{
    var trial = new Trial(unchecked(arguments.Seed + i));
    bytes += trial.Stream.Length;
    if (trial.Difference() is { } difference)
    {
        Console.WriteLine($"stream {i + 1:N0} differs (to repeat: --seed {trial.Seed} --count 1)");
        Console.WriteLine(difference);
        return 1;
    }

    if ((i + 1) % 200_000 == 0)
    {
        Console.WriteLine($"{i + 1,12:N0} streams agree, {clock.Elapsed.TotalSeconds:N0} s");
    }
}

Console.WriteLine(
    $"{arguments.Count:N0} streams ({bytes:N0} bytes) agree with the reference decoder; "
    + $"seed {arguments.Seed}, {clock.Elapsed.TotalSeconds:N1} s");
return 0;
