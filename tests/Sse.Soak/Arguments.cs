using System.Globalization;

namespace Sse.Soak;

/// <summary>The size of a run.</summary>
internal sealed record Arguments(int Clients = 100_000, int Wave = 2000, double Minutes = 30)
{
    public static Arguments Read(string[] args)
    {
        var arguments = new Arguments();
        foreach (var pair in args.Chunk(2))
        {
            var number = double.Parse(pair[^1], CultureInfo.InvariantCulture);
            arguments = pair[0] switch
            {
                "--clients" => arguments with { Clients = (int)number },
                "--wave" => arguments with { Wave = (int)number },
                "--minutes" => arguments with { Minutes = number },
                var other => throw new ArgumentException($"Unknown option: {other}."),
            };
        }

        return arguments;
    }
}
