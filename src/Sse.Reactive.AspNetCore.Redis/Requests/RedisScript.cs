namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>The scripts that the server runs, each as one step. The connection sends a script once, and then its hash.</summary>
internal static class RedisScript
{
    private static readonly string Removal = Read("removal.lua");

    public static string Append { get; } = Removal + Read("append.lua");

    public static string Trim { get; } = Removal + Read("trim.lua");

    public static string State { get; } = Removal + Read("state.lua");

    public static string Check { get; } = Removal + Read("check.lua");

    /// <summary>
    /// The version of the server, null before Redis 7. It also needs the permissions for the key, the bell and the commands of the other
    /// scripts; those that write are not run.
    /// </summary>
    public static string Version { get; } = Read("version.lua");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(RedisScript).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd() + '\n';
    }
}
