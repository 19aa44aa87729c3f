using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// Compares each operation with what is recorded in <c>benchmarks/results/regressions.csv</c>: its speed as a multiple of its peer's, and
/// the bytes that it allocates. Fails if one of them has lost a fifth. The minimum of many short turns, one after the other, is hardly
/// affected by other load.
/// </summary>
internal static class RegressionRun
{
    private const string Name = "regressions";
    private const double LeastPartOfSpeed = 0.8;
    private const double LeastPartOfSpeedOnOtherVectors = 0.6;
    private const double MostTimesTheBytes = 1.2;
    private const double Rounding = 1; // bytes per event
    private const int Rounds = 60;
    private const int Attempts = 4;

    public static int Start(bool saves)
    {
        var operations = Operations.All().Select(operation => new Measured(operation)).ToList();
        Measure(operations);
        if (saves)
        {
            for (var attempt = 1; attempt < Attempts; attempt++)
            {
                Measure(operations);
            }

            Save(operations);
            return 0;
        }

        var lines = File.ReadAllLines(ResultFile.PathOf(Name));
        var recorded = lines.Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0]);
        var sameVectors = lines.Any(line => line.Contains(Vectors, StringComparison.Ordinal));
        var least = sameVectors ? LeastPartOfSpeed : LeastPartOfSpeedOnOtherVectors;
        var failures = 0;
        Console.WriteLine($"{"",-46}{"times",7}{"recorded",10}{"bytes",9}{"recorded",10}");
        foreach (var operation in operations)
        {
            var cells = recorded.GetValueOrDefault(operation.Name);
            var (speed, bytes) = cells is null ? (0, 0) : (Number(cells[1]), Number(cells[2]));
            for (var attempt = 1; attempt < Attempts && operation.IsSlowerThan(speed * least); attempt++)
            {
                Measure([operation]); // other load may have disturbed every turn
            }

            var isLarger = operation.Bytes > (bytes * MostTimesTheBytes) + Rounding;
            var text = cells is null ? "  is not recorded"
                : operation.IsSlowerThan(speed * least) ? "  is slower"
                : isLarger ? "  allocates more"
                : "";
            Console.WriteLine($"{operation.Name,-46}{operation.Speed,7:F2}{speed,10:F2}{operation.Bytes,9:F1}{bytes,10:F1}{text}");
            failures += text.Length > 0 ? 1 : 0;
        }

        Console.WriteLine(failures == 0
            ? $"No operation has lost a fifth{(sameVectors ? "" : ", or two fifths in speed: recorded on a machine with other vectors")}."
            : $"{failures} operations have become worse. If that is meant: ./build.sh bench-regressions --save");
        return failures == 0 ? 0 : 1;
    }

    private static string Vectors =>
        $"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits";

    /// <summary>In each round every operation has a turn, so that a moment of other load does not affect all turns of one.</summary>
    private static void Measure(List<Measured> operations)
    {
        for (var round = 0; round < Rounds; round++)
        {
            operations.ForEach(operation => operation.Measure());
        }
    }

    private static void Save(List<Measured> operations)
    {
        var file = new ResultFile(Name, "./build.sh bench-regressions --save", "operation", "times the peer's speed", "bytes per event");
        operations.ForEach(o => file.Add(o.Name, Math.Round(o.Speed, 3), Math.Round(o.Bytes, 1)));
        file.Save();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Measured(Operation operation)
    {
        private readonly Random _random = new(20_25);
        private double _library = double.MaxValue;
        private double _peer = double.MaxValue;

        public string Name => operation.Name;

        /// <summary>The peer's shortest time divided by the library's.</summary>
        public double Speed => _peer / _library;

        /// <summary>The smallest number of bytes allocated per event.</summary>
        public double Bytes { get; private set; } = double.MaxValue;

        public bool IsSlowerThan(double speed) => operation.IsSteady && Speed < speed;

        public void Measure()
        {
            operation.Corpus?.Move(_random); // the shortest time of all offsets: a fixed one would favor one of the two at random
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var (time, events) = Time(operation.Library);
            Bytes = Math.Min(Bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / events);
            _library = Math.Min(_library, time);
            _peer = Math.Min(_peer, Time(operation.Peer).PerEvent);
        }

        private static (double PerEvent, int Events) Time(Func<int> run)
        {
            var start = Stopwatch.GetTimestamp();
            var events = run();
            return (Stopwatch.GetElapsedTime(start).TotalNanoseconds / events, events);
        }
    }
}
