using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Proxies;

/// <summary>Starts a proxy in front of a server. The names are those of the test cases.</summary>
internal static class Proxy
{
    private const string NginxUnbuffered =
        "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; proxy_cache off; proxy_read_timeout 1h;";

    public static Task<Peer> StartAsync(string name, Uri server) => name switch
    {
        "nginx, unbuffered" => NginxAsync(server, NginxUnbuffered),
        "nginx, HTTP/2" => NginxAsync(server, NginxUnbuffered, "http2"),
        "nginx, defaults" => NginxAsync(server, ""),
        "nginx, gzip" => NginxAsync(server, "gzip on; gzip_types text/event-stream; gzip_min_length 0; gzip_proxied any;"),
        "nginx, 1 s timeout" => NginxAsync(server, NginxUnbuffered.Replace("1h", "1s", StringComparison.Ordinal)),
        "nginx, headers ignored" => NginxAsync(server, "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"),
        "nginx, headers ignored, HTTP/1.1" => NginxAsync(
            server, "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"),
        "HAProxy" => HaproxyAsync(server, "1h", "option http-no-delay"),
        "HAProxy, HTTP/2" => HaproxyAsync(server, "1h", "option http-no-delay", "proto h2"),
        "HAProxy, HTTP/2 from the server, HTTP/2" => HaproxyAsync(server, "1h", "option http-no-delay", "proto h2", "proto h2"),
        "HAProxy, gzip" => HaproxyAsync(
            server, "1h", "option http-no-delay\n  compression algo gzip\n  compression type text/event-stream"),
        "HAProxy, defaults" => HaproxyAsync(server, "1h", ""),
        "HAProxy, 1 s timeout" => HaproxyAsync(server, "1s", "option http-no-delay"),
        "Caddy" => CaddyAsync(server, ""),
        "Caddy, gzip" => CaddyAsync(server, "encode gzip"),
        "Caddy, gzip without minimum" => CaddyAsync(
            server, "encode {\n gzip\n minimum_length 1\n match header Content-Type text/event-stream*\n }"),
        "Node" => NodeAsync(server),
        "Varnish, pipe" => VarnishAsync(server, "pipe", "pipe_timeout=3600"),
        "Varnish, pass" => VarnishAsync(server, "pass", "pipe_timeout=60"),
        "Varnish, 1 s timeout" => VarnishAsync(server, "pipe", "pipe_timeout=1"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Task<Peer> NginxAsync(Uri server, string rules, string listen = "") =>
        Nginx.StartAsync("proxies/nginx.conf", ("SERVER", server.Authority), ("RULES", rules), ("LISTEN", listen));

    private static Task<Peer> HaproxyAsync(Uri server, string timeout, string rules, string bind = "", string from = "") => Peer.ServeAsync(
        "haproxy",
        (_, folder) => ["-db", "-f", Path.Combine(folder, "haproxy.cfg")],
        (port, _) =>
        [
            ("haproxy.cfg", Template.Fill(
                Text("haproxy.cfg"),
                ("PORT", $"{port}"), ("SERVER", server.Authority), ("TIMEOUT", timeout), ("RULES", rules), ("BIND", bind), ("FROM", from))),
        ]);

    private static Task<Peer> CaddyAsync(Uri server, string rules) => Peer.ServeAsync(
        "env",
        (_, folder) =>
        [
            $"HOME={folder}", $"XDG_DATA_HOME={folder}", $"XDG_CONFIG_HOME={folder}",
            Requires.Program("caddy"), "run", "--config", Path.Combine(folder, "Caddyfile"), "--adapter", "caddyfile",
        ],
        (port, _) =>
        [
            ("Caddyfile", Template.Fill(Text("Caddyfile"), ("PORT", $"{port}"), ("SERVER", server.Authority), ("RULES", rules))),
        ]);

    private static async Task<Peer> NodeAsync(Uri server)
    {
        await NodeModules.RequireAsync();
        return await Peer.ServeAsync("node", (port, _) => ["proxies/development.mjs", $"{port}", $"{server}"]);
    }

    private static Task<Peer> VarnishAsync(Uri server, string mode, string setting) => Peer.ServeAsync(
        "varnishd",
        (port, folder) =>
        [
            "-F", "-n", Path.Combine(folder, "varnish"), "-a", $"127.0.0.1:{port}", "-T", "none",
            "-s", "malloc,16m", "-p", setting, "-f", Path.Combine(folder, "default.vcl"),
        ],
        (_, _) => [("default.vcl", Template.Fill(Text("default.vcl"), ("HOST", server.Host), ("PORT", $"{server.Port}"), ("MODE", mode)))]);

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Peers, "proxies", file));
}
