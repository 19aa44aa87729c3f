using System.Diagnostics;

namespace Sse.Soak;

/// <summary>This program as another process.</summary>
internal static class SelfProcess
{
    public static Process Start(string[] args, Dictionary<string, string>? environment = null, bool isConnected = false)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(SelfProcess).Assembly.Location, .. args])
        {
            RedirectStandardInput = isConnected,
            RedirectStandardOutput = isConnected,
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
