using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>Options of <c>samples/McpServer</c> and <c>samples/McpClient</c> that are invalid.</summary>
public class SettingsTests
{
    [Test]
    public async Task Are_reported_in_one_line_that_names_the_option()
    {
        string[][] cases =
        [
            ["McpServer", "--connection-age", "NaN"],
            ["McpServer", "--connection-age", "-1"],
            ["McpServer", "--connection-age", "0"],
            ["McpServer", "--connection-age", "1e300"],
            ["McpServer", "--retry", "-5"],
            ["McpServer", "--port", "99999"],
            ["McpServer", "--port", "-1"],
            ["McpClient", "--listen", "1e300", "http://127.0.0.1:1/"],
        ];

        foreach (var arguments in cases) // together they would starve the machine
        {
            await using var program = Peer.Run("dotnet", ["exec", Repository.Sample(arguments[0]), .. arguments[1..]]);

            var output = await program.WaitForExitAsync();

            Assert.That(program.ExitCode, Is.EqualTo(1), output);
            Assert.That(output, Does.Match($"^{arguments[1]}: expected [^\n]+\n$"), string.Join(' ', arguments));
        }
    }
}
