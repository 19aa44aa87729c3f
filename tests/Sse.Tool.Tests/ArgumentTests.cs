using System.CommandLine;
using Sse.Tool.Arguments;

namespace Sse.Tool.Tests;

/// <summary>What arguments are taken for, and what is said of bad ones.</summary>
public class ArgumentTests
{
    [TestCase("", "Expected a URL, such as sse https://example.com/events, or sse serve.")]
    [TestCase("localhost:5000/x", "Is it http://localhost:5000/x ?")]
    [TestCase("ftp://x", "expected an absolute http or https URL")]
    [TestCase("http://x --take 0", "--take: expected a whole number from 1 to 2147483647, not '0'.")]
    [TestCase("http://x --take many", "--take: expected a whole number from 1 to 2147483647, not 'many'.")]
    [TestCase("http://x --for 10y", "--for: expected a time such as 500ms, 10s, 5m or 1.5h")]
    [TestCase("http://x --idle 0s", "--idle: expected a time")]
    [TestCase("http://x --json choices", "--json: 'choices' is no path: at character 1, 'c', expected '.' or '['.")]
    [TestCase("http://x -H Authorization", "--header: expected 'Name: value'")]
    [TestCase("http://x -X G@T", "--request: expected a method such as POST, not 'G@T'.")]
    [TestCase("http://x --raw --ndjson", "expected one of them")]
    [TestCase("http://x --join", "--join: expected with --json PATH.")]
    [TestCase("http://x --lag .t", "--lag: expected with --stats.")]
    [TestCase("http://x -q -v", "expected one of them")]
    [TestCase("http://x --nope", "--nope is no option. See")]
    [TestCase("http://x serve", "serve: expected no URL before it")]
    [TestCase("serve --port 70000", "--port: expected a port from 0 (any that is free) to 65535, not '70000'.")]
    [TestCase("serve --host here", "--host: expected an IP address")]
    [TestCase("serve --cors example.com", "--cors: expected an origin such as https://example.com")]
    [TestCase("http://x --max-event 16MiB", "--max-event: expected a size such as 500k or 64M, from 1 byte to 900M, not '16MiB'.")]
    [TestCase("http://x --max-event 901M", "--max-event: expected a size")]
    [TestCase("http://x --max-event 0", "--max-event: expected a size")]
    [TestCase("serve https://example.com", "FILE: expected a file, or - for standard input, not a URL.")]
    [TestCase("serve --history 3000000000", "--history: expected a whole number from 1 to 2147483647")]
    [TestCase("serve --history 0", "--history: expected a whole number from 1")]
    public void A_bad_argument_is_told_what_was_expected(string line, string expected)
    {
        var parsed = CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(CommandLine.Problems(parsed), Has.Some.Contains(expected));
    }

    [TestCase("serve --bogus", "--bogus is no option. See sse serve --help.")]
    [TestCase("serve --prot 9000", "--prot is no option. Did you mean --port? See sse serve --help.")]
    [TestCase("serve file --wat=5", "--wat is no option. See sse serve --help.")]
    [TestCase("http://x --tkae 5", "--tkae is no option. Did you mean --take? See sse --help.")]
    [TestCase("--chekpoint f http://x", "--chekpoint is no option. Did you mean --checkpoint? See sse --help.")]
    [TestCase("http://x --haeder=secret", "--haeder is no option. Did you mean --header? See sse --help.")]
    [TestCase("http://x --bogus --bogus", "--bogus is no option. See sse --help.")]
    public void An_unknown_option_is_named_once_and_nothing_else_is(string line, string expected) =>
        Assert.That(CommandLine.Problems(CommandLine.Parse(line.Split(' '))), Is.EqualTo(new[] { expected }));

    [TestCase("--type: expected a type such as price, without line breaks, not ''.", "http://x", "-t", "")]
    [TestCase("--type: expected a type such as price", "http://x", "-t", "a", "-t", "")]
    [TestCase("--type: expected a type such as price", "serve", "-t", "")]
    [TestCase("--cors: expected an origin such as https://example.com", "serve", "--cors", "")]
    [TestCase("--cors: expected an origin such as https://example.com", "serve", "--cors=")]
    [TestCase("--checkpoint: expected the path of a file, not ''.", "http://x", "--checkpoint", "")]
    public void An_empty_argument_is_told_what_was_expected(string expected, params string[] arguments) =>
        Assert.That(CommandLine.Problems(CommandLine.Parse(arguments)), Has.One.StartsWith(expected));

    [TestCase("http://x")]
    [TestCase("https://user:password@x:1/y?z=1 -H a:b -H c:d -X POST -d @file --take 3 --for 1.5h --until [DONE] --json .a[0] -j --stats --lag .t")]
    [TestCase("http://x -d - --type a --type b --raw --no-reconnect -k --last-event-id 7 --checkpoint f --idle 30")]
    [TestCase("serve")]
    [TestCase("serve - --cors --port 0 --ndjson")]
    [TestCase("serve file --cors https://example.com")]
    public void Good_arguments_are_taken(string line) => Assert.That(CommandLine.Parse(line.Split(' ')).Errors, Is.Empty);

    [Test]
    public void A_header_that_is_refused_does_not_show_its_value() =>
        Assert.That(CommandLine.Parse(["http://x", "-H", "Token: sécret"]).Errors.Single().Message, Does.Contain("'Token: …'").And.Not.Contain("cret"));

    [TestCase("7", 7)]
    [TestCase("500k", 512_000)]
    [TestCase("64M", 67_108_864)]
    public void Sizes_have_units(string text, int bytes)
    {
        Assert.That(Sizes.TryParse(text, out var size), Is.True);
        Assert.That((size, Sizes.Shown(size)), Is.EqualTo((bytes, text)));
    }

    [TestCase("500ms", 0.5)]
    [TestCase("10s", 10)]
    [TestCase("7", 7)]
    [TestCase("5m", 300)]
    [TestCase("1.5h", 5400)]
    public void Durations_have_units(string text, double seconds)
    {
        Assert.That(Durations.TryParse(text, out var time), Is.True);
        Assert.That(time, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("1e3")]
    [TestCase("NaN")]
    [TestCase("10000h")]
    public void What_is_no_duration_is_none(string text) => Assert.That(Durations.TryParse(text, out _), Is.False);
}
