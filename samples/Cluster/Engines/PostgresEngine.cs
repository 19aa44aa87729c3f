namespace Cluster;

/// <summary>Starts a PostgreSQL server from the programs of a Debian package, which are not in the path.</summary>
internal static class PostgresEngine
{
    private const string Versions = "/usr/lib/postgresql";

    public static async Task<Engine> StartAsync(CancellationToken cancellationToken)
    {
        var programs = Directory.Exists(Versions)
            ? $"{Directory.GetDirectories(Versions).OrderBy(path => int.TryParse(Path.GetFileName(path), out var n) ? n : 0).Last()}/bin"
            : throw new EngineException(
                $"{Versions} does not exist. Install PostgreSQL (Debian: apt-get install postgresql), or use --postgres.");
        var engine = Engine.Create("postgres");
        try
        {
            string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : []; // it does not run as root
            if (user.Length > 0)
            {
                await engine.RunAsync("chown", "postgres", engine.Folder);
            }

            string[] init =
            [
                $"{programs}/initdb", "-D", $"{engine.Folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C",
            ];
            string[] serve =
            [
                $"{programs}/postgres", "-D", $"{engine.Folder}/data", "-p", $"{engine.Port}", "-h", "127.0.0.1", "-k", engine.Folder,
            ];
            string[] both = [.. user, .. init];
            await engine.RunAsync(both[0], both[1..]);
            engine.StopCommand = [.. user, $"{programs}/pg_ctl", "-D", $"{engine.Folder}/data", "-m", "fast", "stop"];
            both = [.. user, .. serve];
            await engine.StartAsync(both[0], both[1..], cancellationToken);
            engine.Connection = $"Host=127.0.0.1;Port={engine.Port};Username=postgres;Database=postgres";
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }
}
