namespace Sse.Interop.Tests.Peers;

/// <summary>Starts nginx with a configuration template of <c>tests/peers</c>.</summary>
internal static class Nginx
{
    public static Task<Peer> StartAsync(string configuration, params (string Name, string Value)[] values)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Peers, configuration));
        return Peer.ServeAsync(
            "nginx",
            (_, folder) => ["-p", folder, "-e", "stderr", "-c", Path.Combine(folder, "nginx.conf")],
            (port, folder) => [("nginx.conf", Template.Fill(text, [("PORT", $"{port}"), ("FOLDER", folder), .. values]))]);
    }
}
