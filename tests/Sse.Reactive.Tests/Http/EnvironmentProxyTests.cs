using System.Net;

namespace Sse.Reactive.Tests;

/// <summary><see cref="EnvironmentProxy"/>: values that the platform ignores, so that it would connect directly.</summary>
public class EnvironmentProxyTests
{
    [TestCase("ALL_PROXY=socks5h://127.0.0.1:1080", "socks5://127.0.0.1:1080/", "socks5://127.0.0.1:1080/")]
    [TestCase("all_proxy=SOCKS5H://proxy", "socks5://proxy:1080/", "socks5://proxy:1080/")]
    [TestCase("https_proxy=socks5h://proxy:1", null, "socks5://proxy:1/")]
    [TestCase("ALL_PROXY=socks5h://proxy:1 http_proxy=other:8080", "http://other:8080/", "socks5://proxy:1/")]
    [TestCase("ALL_PROXY=socks5h://upper:1 all_proxy=socks5h://lower:1", "socks5://lower:1/", "socks5://lower:1/")]
    public void Socks5h_is_the_platforms_socks5(string environment, string? http, string? https)
    {
        var proxy = Read(environment)!;

        Assert.That(proxy.GetProxy(new("http://example.test/"))?.ToString(), Is.EqualTo(http));
        Assert.That(proxy.GetProxy(new("https://example.test/"))?.ToString(), Is.EqualTo(https));
        Assert.That(proxy.ErrorFor(new("http://example.test/")), Is.Null);
    }

    [TestCase(" http://127.0.0.1:1", "http://127.0.0.1:1/")]
    [TestCase(" https://proxy", "https://proxy/")]
    [TestCase(" proxy", "http://proxy/")]
    [TestCase("http://pro_xy:1", "http://pro_xy:1/")]
    [TestCase("http://proxy:1/?q", "http://proxy:1/")]
    [TestCase("http://proxy:1/#f", "http://proxy:1/")]
    [TestCase("socks4://proxy", "socks4://proxy:1080/")]
    [TestCase("socks5h://us%20er@proxy:1", "socks5://us%20er@proxy:1/")]
    [TestCase("http://127.0.0.1:1\n", "http://127.0.0.1:1/")]
    [TestCase("http://127.0.0.1:1/a:b", "http://127.0.0.1:1/")]
    [TestCase(" http://user:p@s/s@127.0.0.1:1", "http://user:p%40s%2Fs@127.0.0.1:1/")]
    [TestCase("http://proxy/", "http://proxy/")]
    [TestCase("socks5://proxy", "socks5://proxy:1080/")]
    [TestCase("socks4a://proxy/", "socks4a://proxy:1080/")]
    public void A_value_that_the_platform_does_not_read_as_it_is_meant_is_used(string value, string expected)
    {
        var proxy = EnvironmentProxy.IfPlatformIgnoresOne(name => name == "HTTP_PROXY" ? value : null)!;

        Assert.That(proxy.ErrorFor(new("http://example.test/")), Is.Null);
        Assert.That(proxy.GetProxy(new("http://example.test/"))?.AbsoluteUri, Is.EqualTo(expected));
    }

    [TestCase("ALL_PROXY=ftp://proxy:1")]
    [TestCase("ALL_PROXY=socks://user:s3cret@proxy:1")]
    [TestCase("HTTP_PROXY=proxy:s3cret:1")]
    [TestCase("http_proxy=http://")]
    [TestCase("http_proxy=http://proxy:99999")]
    [TestCase("HTTP_PROXY=http://127.0.0.1:")]
    [TestCase("HTTP_PROXY=http://127.0.0.1:/")]
    [TestCase("HTTP_PROXY=http:/127.0.0.1:1")]
    [TestCase("HTTP_PROXY=http://user:s3cret@:1")]
    [TestCase("HTTP_PROXY=http://:s3cret@proxy:1")]
    [TestCase("HTTP_PROXY=socks5h://:s3cret@proxy:1")]
    public void A_value_that_cannot_be_used_is_an_error_that_names_the_variable_and_no_secret(string environment)
    {
        var error = Read(environment)!.ErrorFor(new("http://example.test/"));

        Assert.That(error, Is.EqualTo(
            $"The environment variable {environment.Split('=')[0]} names a proxy that cannot be used, and no request is sent without it. "
            + "Set it to a URL such as http://host:port, with one of the schemes http, https, socks4, socks4a, socks5, socks5h, or add the "
            + "server's host to NO_PROXY."));
        Assert.That(error, Does.Not.Contain("s3cret"));
    }

    [TestCase("example.test", true)]
    [TestCase(".example.test", true)]
    [TestCase("other, Sub.Example.Test", false)]
    [TestCase(".test", true)]
    [TestCase("test", false)]
    [TestCase("*", false)]
    public void No_proxy_excepts_the_hosts_that_the_platform_excepts(string noProxy, bool isExcepted)
    {
        var destination = new Uri("http://example.test/");
        var proxy = Read($"ALL_PROXY=ftp://proxy:1 NO_PROXY={noProxy.Replace(" ", "", StringComparison.Ordinal)}")!;

        Assert.That((proxy.IsBypassed(destination), proxy.ErrorFor(destination) is null), Is.EqualTo((true, isExcepted)));
    }

    [TestCase("")]
    [TestCase("HTTP_PROXY=proxy:8080 ALL_PROXY=socks5://proxy:1080")]
    [TestCase("HTTP_PROXY=proxy")]
    [TestCase("HTTP_PROXY=http://proxy:8080/")]
    [TestCase("HTTP_PROXY=http://[::1]:8080")]
    [TestCase("HTTP_PROXY=http://az-AZ.09:8080/")]
    [TestCase("HTTP_PROXY=socks5://proxy:1080")]
    [TestCase("HTTPS_PROXY=https://user:password@proxy:8080")]
    [TestCase("HTTPS_PROXY=https://user:p@s/s?w#rd@proxy:8080")]
    [TestCase("HTTP_PROXY=socks5h://proxy GATEWAY_INTERFACE=CGI/1.1")]
    public void Other_values_are_left_to_the_platform(string environment) => Assert.That(Read(environment), Is.Null);

    [Test]
    public void Credentials_are_those_of_the_value()
    {
        var proxy = Read("ALL_PROXY=socks5h://us%20er:pass:word@proxy:1")!;

        var credential = proxy.Credentials!.GetCredential(new("socks5://proxy:1/"), "socks5");

        Assert.That((credential!.UserName, credential.Password), Is.EqualTo(("us er", "pass:word")));
        Assert.That(proxy.Credentials.GetCredential(new("socks5://other:1/"), "socks5"), Is.Null);
        Assert.That(
            () => proxy.Credentials = null,
            Throws.TypeOf<NotSupportedException>().With.Message.EqualTo("The credentials are those of the environment variables."));
    }

    [Test]
    public void Credentials_of_the_proxy_for_https_may_have_no_password()
    {
        var proxy = Read("HTTP_PROXY=first:1 HTTPS_PROXY=socks5h://user@second:2")!;

        var credential = proxy.Credentials!.GetCredential(new("socks5://second:2/"), "socks5");

        Assert.That((credential!.UserName, credential.Password), Is.EqualTo(("user", "")));
        Assert.That(proxy.Credentials.GetCredential(new("http://first:1/"), "basic"), Is.Null);
    }

    [Test]
    public void A_host_that_No_proxy_excepts_has_no_proxy()
    {
        var variables = new Dictionary<string, string> { ["ALL_PROXY"] = "socks5h://proxy:1", ["NO_PROXY"] = " a.test , ,.b.test" };
        var proxy = EnvironmentProxy.IfPlatformIgnoresOne(name => variables.GetValueOrDefault(name))!;

        Assert.That(
            new[] { "a.test", "x.a.test", "b.test", "x.b.test", "c.test" }.Where(host => proxy.IsBypassed(new($"http://{host}/"))),
            Is.EqualTo(new[] { "a.test", "b.test", "x.b.test" }));
        Assert.That(proxy.GetProxy(new("http://a.test/")), Is.Null);
    }

    private static EnvironmentProxy? Read(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return EnvironmentProxy.IfPlatformIgnoresOne(name => variables.GetValueOrDefault(name));
    }
}
