using System.Diagnostics;
using System.Globalization;
using Sse.Concurrency.Tests;

// Sse.Concurrency.Tests SCENARIOS COUNT: explores scenarios ("all", or names with semicolons) under COUNT schedules each.
var names = args is ["all", ..] ? Scenarios.All.Keys : args[0].Split(';');
var count = int.Parse(args[1], CultureInfo.InvariantCulture);
var (watch, found) = (Stopwatch.StartNew(), 0);
foreach (var name in names)
{
    var exploration = Exploration.Run(Scenarios.All[name], count);
    found += exploration.Fault is null ? 0 : 1;
    Console.WriteLine(exploration);
}

Console.WriteLine($"{names.Count()} scenarios in {watch.Elapsed.TotalSeconds:0} s, {found} found");
return found == 0 ? 0 : 1;
