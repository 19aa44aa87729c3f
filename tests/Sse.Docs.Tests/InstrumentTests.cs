using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sse.Reactive.AspNetCore;

namespace Sse.Docs.Tests;

/// <summary>The instruments that docs/telemetry.md lists are those of the code, with their kinds and units.</summary>
public partial class InstrumentTests
{
    [Test]
    public void The_document_lists_the_instruments_of_the_code()
    {
        var listed = from line in RepositoryFiles.Read("docs/telemetry.md").Split('\n')
                     let row = InstrumentRow().Match(line)
                     where row.Success
                     select (Name: row.Groups[1].Value, Kind: row.Groups[2].Value, Unit: row.Groups[3].Value);

        Assert.That(listed.Order(), Is.EqualTo(Instruments().Order()));
    }

    /// <summary>All that the client and the server create, whether or not they have been used.</summary>
    private static List<(string Name, string Kind, string Unit)> Instruments()
    {
        var found = new HashSet<(string, string, string)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is SseTelemetry.MeterName or SseServerTelemetry.MeterName)
                {
                    lock (found)
                    {
                        found.Add((instrument.Name, KindOf(instrument), instrument.Unit ?? ""));
                    }
                }
            },
        };
        foreach (var type in new[] { typeof(SseTelemetry), typeof(SseServerTelemetry) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t.Name.EndsWith("Instruments", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();
        lock (found)
        {
            return [.. found];
        }
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "UpDownCounter" => "up-down counter",
        "ObservableGauge" => "observable gauge",
        var name => name.ToLowerInvariant(),
    };

    [GeneratedRegex(@"^\| `(sse\.[a-z._]+)` \| ([a-z -]+), `([^`]+)` \|")]
    private static partial Regex InstrumentRow();
}
