using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Proxies;

/// <summary>Proxies by name, as in the tests' cases; each stands before a server.</summary>
internal static class Proxy
{
    private const string NginxPassing = "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; proxy_cache off; proxy_read_timeout 1h;";

    public static Task<Peer> StartAsync(string name, Uri server) => name switch
    {
        "nginx, set to pass" => NginxAsync(server, NginxPassing),
        "nginx as it comes" => NginxAsync(server, ""),
        "nginx with gzip" => NginxAsync(server, "gzip on; gzip_types text/event-stream; gzip_min_length 0; gzip_proxied any;"),
        "nginx that cuts silence" => NginxAsync(server, NginxPassing.Replace("1h", "1s", StringComparison.Ordinal)),
        "nginx that buffers in spite of our headers" => NginxAsync(server, "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"),
        "nginx that buffers in spite of our headers, over HTTP/1.1" => NginxAsync(
            server, "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"),
        "HAProxy" => HaproxyAsync(server, "1h", "option http-no-delay"),
        "HAProxy with gzip" => HaproxyAsync(server, "1h", "option http-no-delay\n  compression algo gzip\n  compression type text/event-stream"),
        "HAProxy as it comes" => HaproxyAsync(server, "1h", ""),
        "HAProxy that cuts silence" => HaproxyAsync(server, "1s", "option http-no-delay"),
        "Caddy" => CaddyAsync(server, ""),
        "Caddy with gzip" => CaddyAsync(server, "encode gzip"),
        "Caddy with gzip of small streams" => CaddyAsync(server, "encode {\n gzip\n minimum_length 1\n match header Content-Type text/event-stream*\n }"),
        "Varnish, piping" => VarnishAsync(server, "pipe", "pipe_timeout=3600"),
        "Varnish, passing" => VarnishAsync(server, "pass", "pipe_timeout=60"),
        "Varnish that cuts silence" => VarnishAsync(server, "pipe", "pipe_timeout=1"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Task<Peer> NginxAsync(Uri server, string rules) => Nginx.StartAsync("proxies/nginx.conf", ("SERVER", server.Authority), ("RULES", rules));

    private static Task<Peer> HaproxyAsync(Uri server, string silence, string rules) => Peer.ServeAsync(
        "haproxy",
        (_, folder) => ["-db", "-f", Path.Combine(folder, "haproxy.cfg")],
        (port, _) => [("haproxy.cfg", Template.Fill(Text("haproxy.cfg"), ("PORT", $"{port}"), ("SERVER", server.Authority), ("SILENCE", silence), ("RULES", rules)))]);

    private static Task<Peer> CaddyAsync(Uri server, string rules) => Peer.ServeAsync(
        "env",
        (_, folder) => [$"HOME={folder}", $"XDG_DATA_HOME={folder}", $"XDG_CONFIG_HOME={folder}", Requires.Program("caddy"), "run", "--config", Path.Combine(folder, "Caddyfile"), "--adapter", "caddyfile"],
        (port, _) => [("Caddyfile", Template.Fill(Text("Caddyfile"), ("PORT", $"{port}"), ("SERVER", server.Authority), ("RULES", rules)))]);

    private static Task<Peer> VarnishAsync(Uri server, string how, string setting) => Peer.ServeAsync(
        "varnishd",
        (port, folder) => ["-F", "-n", Path.Combine(folder, "varnish"), "-a", $"127.0.0.1:{port}", "-T", "none", "-s", "malloc,16m", "-p", setting, "-f", Path.Combine(folder, "default.vcl")],
        (_, _) => [("default.vcl", Template.Fill(Text("default.vcl"), ("HOST", server.Host), ("PORT", $"{server.Port}"), ("HOW", how)))]);

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Peers, "proxies", file));
}
