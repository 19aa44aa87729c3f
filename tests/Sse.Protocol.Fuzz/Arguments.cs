using System.Globalization;

namespace Sse.Protocol.Fuzz;

/// <summary>The options of a run.</summary>
internal sealed record Arguments(int Seed, int Count)
{
    public static bool TryRead(string[] args, out Arguments arguments)
    {
        arguments = new(Random.Shared.Next(), 1_000_000);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            switch (args[i])
            {
                case "--seed":
                    arguments = arguments with { Seed = number };
                    break;

                case "--count":
                    arguments = arguments with { Count = number };
                    break;

                default:
                    return false;
            }
        }

        return true;
    }
}
