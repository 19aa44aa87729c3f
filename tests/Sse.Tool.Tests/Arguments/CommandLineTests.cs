using System.CommandLine;

namespace Sse.Tool.Tests;

/// <summary>Parsing of valid arguments, and the error messages of invalid ones.</summary>
public class CommandLineTests
{
    [TestCase("", "Expected a URL, such as sse https://example.com/events, or a command: sse serve.")]
    [TestCase("localhost:5000/x", "Did you mean 'http://localhost:5000/x'?")]
    [TestCase("ftp://x", "expected an absolute http or https URL")]
    [TestCase("http://0.0.0.0:8000/", "URL: 0.0.0.0 means all addresses of a machine")]
    [TestCase("http://[::]:8000/", "URL: [::] means all addresses of a machine")]
    [TestCase("http://x --take 0", "--take: expected a whole number from 1 to 2147483647, not '0'.")]
    [TestCase("http://x --take many", "--take: expected a whole number from 1 to 2147483647, not 'many'.")]
    [TestCase("http://x --for 10y", "--for: expected a time such as 500ms, 10s, 5m or 1.5h")]
    [TestCase("http://x --idle 0s", "--idle: expected a time")]
    [TestCase("http://x --json choices", "--json: 'choices' is not a valid path: expected '.' or '[' at character 1, found 'c'.")]
    [TestCase("http://x -H Authorization", "--header: expected 'Name: value'")]
    [TestCase("http://x -X G@T", "--request: expected a method such as POST, not 'G@T'.")]
    [TestCase("http://x --raw --ndjson", "--json, --raw and --ndjson cannot be combined.")]
    [TestCase("http://x --join", "--join requires --json PATH.")]
    [TestCase("http://x --lag .t", "--lag requires --stats.")]
    [TestCase("http://x -q -v", "--quiet and --verbose cannot be combined.")]
    [TestCase("http://x --retry -1", "--retry: expected a whole number from 0 to 1000000")]
    [TestCase("http://x --retry 3 --no-reconnect", "--retry and --no-reconnect cannot be combined.")]
    [TestCase("http://x --resume", "--resume requires -d")]
    [TestCase("http://x -d a --resume --no-reconnect", "--resume and --no-reconnect cannot be combined.")]
    [TestCase("http://x --trust example.com", "--trust: expected an origin such as https://example.com, without a path.")]
    [TestCase("http://x --trust ftp://example.com", "--trust: expected an origin")]
    [TestCase("http://x --trust https://example.com/events", "--trust: expected an origin")]
    [TestCase("http://x --trust https://key@example.com", "--trust: expected an origin")]
    [TestCase("https://x --trust https://y -k", "--trust and --insecure cannot be combined")]
    [TestCase("http://x --nope", "Unknown option --nope. See")]
    [TestCase("http://x serve", "serve: expected no URL before it")]
    [TestCase("serve --port 70000", "--port: expected a port from 0 (any free port) to 65535, not '70000'.")]
    [TestCase("serve --host here", "--host: expected an IP address")]
    [TestCase("serve --cors example.com", "--cors: expected an origin such as https://example.com")]
    [TestCase("http://x --max-event 16MiB", "--max-event: expected a size such as 500k or 64M, from 1 byte to 900M, not '16MiB'.")]
    [TestCase("http://x --max-event 901M", "--max-event: expected a size")]
    [TestCase("http://x --max-event 0", "--max-event: expected a size")]
    [TestCase("serve https://example.com", "FILE: expected a file, or - for standard input, not a URL.")]
    [TestCase("serve --history 3000000000", "--history: expected a whole number from 1 to 2147483647")]
    [TestCase("serve --history 0", "--history: expected a whole number from 1")]
    public void Reports_what_was_expected_for_an_invalid_argument(string line, string expected)
    {
        var parsed = CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(CommandLine.Errors(parsed), Has.Some.Contains(expected));
    }

    [TestCase("serve --bogus", "Unknown option --bogus. See sse serve --help.")]
    [TestCase("serve --prot 9000", "Unknown option --prot. Did you mean --port? See sse serve --help.")]
    [TestCase("serve file --wat=5", "Unknown option --wat. See sse serve --help.")]
    [TestCase("http://x --tkae 5", "Unknown option --tkae. Did you mean --take? See sse --help.")]
    [TestCase("--chekpoint f http://x", "Unknown option --chekpoint. Did you mean --checkpoint? See sse --help.")]
    [TestCase("http://x --haeder=secret", "Unknown option --haeder. Did you mean --header? See sse --help.")]
    [TestCase("http://x --bogus --bogus", "Unknown option --bogus. See sse --help.")]
    public void Reports_an_unknown_option_once_and_nothing_else(string line, string expected) =>
        Assert.That(CommandLine.Errors(CommandLine.Parse(line.Split(' '))), Is.EqualTo(new[] { expected }));

    [TestCase("--type: expected a type such as price, without line breaks, not ''.", "http://x", "-t", "")]
    [TestCase("--type: expected a type such as price", "http://x", "-t", "a", "-t", "")]
    [TestCase("--type: expected a type such as price", "serve", "-t", "")]
    [TestCase("--cors: expected an origin such as https://example.com", "serve", "--cors", "")]
    [TestCase("--cors: expected an origin such as https://example.com", "serve", "--cors=")]
    [TestCase("--checkpoint: expected the path of a file, not ''.", "http://x", "--checkpoint", "")]
    [TestCase("--checkpoint: expected the path of a file, not ' '.", "http://x", "--checkpoint", " ")]
    [TestCase("--checkpoint: expected the path of a file, not 'a\uFFFDb'.", "http://x", "--checkpoint", "a\0b")]
    [TestCase("--data: expected the path of a file, not ''.", "http://x", "-d", "@")]
    [TestCase("--data: expected the path of a file, not 'a\uFFFDb'.", "http://x", "-d", "@a\0b")]
    [TestCase("FILE: expected the path of a file, not ''.", "serve", "")]
    [TestCase("FILE: expected the path of a file, not 'a\uFFFDb'.", "serve", "a\0b")]
    public void Reports_what_was_expected_for_an_empty_argument(string expected, params string[] arguments) =>
        Assert.That(CommandLine.Errors(CommandLine.Parse(arguments)), Has.One.StartsWith(expected));

    [TestCase("http://x")]
    [TestCase("https://user:password@x:1/y?z=1 -H a:b -H c:d -X POST -d @file --take 3 --for 1.5h --until [DONE]")]
    [TestCase("http://x --json .a[0] -j --stats --lag .t")]
    [TestCase("http://x -d - --type a --type b --raw --no-reconnect -k --last-event-id 7 --checkpoint f --idle 30")]
    [TestCase("http://x/sse --retry 0")]
    [TestCase("http://x --trust https://y --trust http://z:1/")]
    [TestCase("serve")]
    [TestCase("serve - --cors --port 0 --ndjson")]
    [TestCase("serve file --cors https://example.com")]
    public void Accepts_valid_arguments(string line) => Assert.That(CommandLine.Parse(line.Split(' ')).Errors, Is.Empty);

    [Test]
    public void Does_not_quote_the_value_of_an_invalid_header() =>
        Assert.That(
            CommandLine.Parse(["http://x", "-H", "Token: sécret"]).Errors.Single().Message,
            Does.Contain("'Token: …'").And.Not.Contain("cret"));
}
