using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>
/// The tool in a network namespace whose addresses and host names the test chooses. The names are in a private <c>/etc/hosts</c>.
/// </summary>
public class NetworkTests
{
    /// <summary>Two addresses of each family, of which those that a test names drop all packets.</summary>
    private const string Setup = """
        set -e
        ip link set lo up
        for a in 2001:db8::1 2001:db8::2; do ip -6 addr add $a/128 dev lo nodad; done
        for a in 203.0.113.1 203.0.113.2; do ip addr add $a/32 dev lo; done
        dead() { for a; do case $a in *:*) ip6tables -I INPUT -d $a -j DROP;; *) iptables -I INPUT -d $a -j DROP;; esac; done; }
        names() { for a; do echo "$a feed.test"; done > $hosts; }
        hosts=$(mktemp)
        trap 'rm -f $hosts $hosts.out' EXIT
        mount --bind $hosts /etc/hosts

        """;

    [TestCase("2001:db8::1", "2001:db8::1 203.0.113.2", "203.0.113.2", TestName = "A_dead_IPv6_address_costs_little_time")]
    [TestCase("203.0.113.1", "203.0.113.1 203.0.113.2", "203.0.113.2", TestName = "A_dead_IPv4_address_costs_little_time")]
    [TestCase(
        "2001:db8::1 203.0.113.1",
        "2001:db8::1 203.0.113.1 2001:db8::2",
        "2001:db8::2",
        TestName = "Dead_addresses_of_both_families_cost_little_time")]
    public async Task Dead_addresses_cost_little_time(string dead, string all, string good)
    {
        var (code, output, error) = await RunInNamespaceAsync($"""
            seq 1 3 | $sse serve --host {good} --port 8000 2>/dev/null &
            names {good}
            $sse http://feed.test:8000/ -n 1 -q --raw
            names {all}
            dead {dead}
            uptime() ( cut -d' ' -f1 /proc/uptime | tr -d . ) # in hundredths of a second; the wall clock may be set
            began=$(uptime)
            $sse http://feed.test:8000/ -n 1 -q --raw
            echo $(( ($(uptime) - began) * 10 ))
            """);

        var lines = output.Split('\n');
        Assert.That((code, lines.Length), Is.EqualTo((0, 4)), error + output);
        Assert.That(lines[1], Is.EqualTo("1"));
        Assert.That(int.Parse(lines[2], null), Is.LessThan(10_000)); // where each attempt that waits for the first address takes 15 s
    }

    [Test]
    public async Task A_name_is_resolved_again_for_each_attempt()
    {
        var (code, output, error) = await RunInNamespaceAsync("""
            seq 1 3 | $sse serve --host 203.0.113.2 --port 8000 2>/dev/null &
            names 203.0.113.1
            touch $hosts.err
            (until grep -q lost $hosts.err; do sleep 0.1; done; names 203.0.113.2) &
            $sse http://feed.test:8000/ -n 1 --raw 2> $hosts.err
            code=$?
            cat $hosts.err >&2
            exit $code
            """);

        Assert.That((code, output), Is.EqualTo((0, "1\n")), error);
        Assert.That(error, Does.Contain("* lost  Connection refused"));
    }

    [Test]
    public async Task A_route_that_dies_in_mid_stream_is_a_lost_connection_and_another_address_continues()
    {
        var (code, output, error) = await RunInNamespaceAsync("""
            for a in 203.0.113.1 203.0.113.2; do
              (seq 1 2; sleep 100) | $sse serve --host $a --port 8000 2>/dev/null &
            done
            for a in 203.0.113.1 203.0.113.2; do until (: > /dev/tcp/$a/8000) 2>/dev/null; do sleep 0.1; done; done
            names 203.0.113.1 203.0.113.2
            touch $hosts.out
            (until [ "$(wc -l < $hosts.out)" = 2 ]; do sleep 0.1; done; dead 203.0.113.1; iptables -I OUTPUT -s 203.0.113.1 -j DROP) &
            $sse http://feed.test:8000/ -n 3 --raw --idle 2 > $hosts.out
            cat $hosts.out
            """);

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.StartWith("1\n2\n"), error);
        Assert.That(error, Does.Contain("* lost  nothing was received within the idle timeout").And.Contain("* reconnected"));
    }

    /// <summary>
    /// The server counts connections that do not come from the proxy's address. It publishes the third event while the proxy is gone.
    /// </summary>
    [Test]
    public async Task A_proxy_that_dies_in_mid_stream_is_never_bypassed_and_the_stream_continues_when_it_is_back()
    {
        var (node, script) = (Requires.Program("node"), Path.Combine(RepositoryRoot.Path, "tests", "peers", "proxies", "forward.mjs"));
        var (code, output, error) = await RunInNamespaceAsync($$"""
            iptables -I INPUT -d 203.0.113.1 ! -s 203.0.113.2 -p tcp --dport 8000 -j ACCEPT
            publish() { until [ -e $hosts.go ]; do sleep 0.1; done; }
            (seq 1 2; publish; seq 3 4; sleep 100) | $sse serve --host 203.0.113.1 --port 8000 2>/dev/null &
            proxy() { {{node}} {{script}} 203.0.113.2 3128 & proxy=$!; }
            proxy
            touch $hosts.out
            http_proxy=http://203.0.113.2:3128 $sse http://203.0.113.1:8000/ -n 4 --raw > $hosts.out 2> $hosts.err &
            tool=$!
            until [ "$(wc -l < $hosts.out)" = 2 ]; do sleep 0.1; done
            kill -9 $proxy
            touch $hosts.go
            until grep -q 'Connection refused' $hosts.err; do sleep 0.1; done
            sleep 1
            wc -l < $hosts.out
            proxy
            wait $tool
            cat $hosts.out
            iptables -nvxL INPUT | awk '/dpt:8000/ { print $1 " packets past the proxy" }'
            cat $hosts.err >&2
            rm -f $hosts.go $hosts.err
            """);

        Assert.That((code, output), Is.EqualTo((0, "2\n1\n2\n3\n4\n0 packets past the proxy\n")), error);
        Assert.That(error, Does.Contain("* reconnected"));
    }

    private static async Task<ProcessResult> RunInNamespaceAsync(string script)
    {
        foreach (var program in new[] { "unshare", "ip", "iptables" })
        {
            Requires.Program(program);
        }

        var allowed = await SseProcess.RunShellAsync("unshare --net --mount --pid --fork true");
        if (allowed.ExitCode != 0)
        {
            throw Requires.Missing($"Network namespaces need root: {allowed.Error}");
        }

        var file = Path.GetTempFileName();
        var command = SseProcess.Command.Replace("'", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, $"PATH=$PATH:/usr/sbin; sse=\"{command}\"\n{Setup}{script}\n");
        try
        {
            return await SseProcess.RunShellAsync($"exec unshare --net --mount --pid --fork --kill-child bash {file}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
