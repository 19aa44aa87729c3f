using LlmServer;

namespace Sse.Samples.Tests;

/// <summary>Settings with which the LLM server sample does not start.</summary>
public sealed class LlmSettingsTests
{
    [TestCase("Pace", "abc")]
    [TestCase("Pace", "-00:00:01")]
    [TestCase("HeartbeatInterval", "00:00:00")]
    [TestCase("HeartbeatInterval", "abc")]
    [TestCase("ReconnectionTime", "-00:00:01")]
    [TestCase("WriteTimeout", "-00:00:01")]
    [TestCase("WriteTimeout", "50.00:00:00")]
    [TestCase("MaxAnswerBytes", "-1")]
    [TestCase("MaxAnswerBytes", "0")]
    [TestCase("MaxAnswerBytes", "16 MiB")]
    [TestCase("Model:Endpoint", "foo")]
    [TestCase("Model:Endpoint", "/v1")]
    public void An_invalid_setting_is_named(string key, string value) =>
        Assert.That(
            () => LlmServerApp.Create([$"--{key}={value}"]),
            Throws.TypeOf<FormatException>().With.Message.StartsWith($"The setting '{key}' is '{value}'. It must be "));

    [Test]
    public async Task An_invalid_setting_is_reported_in_one_line()
    {
        var (code, output, error) = await Sample.RunAsync("LlmServer", "--urls", "http://127.0.0.1:0", "--Pace=abc");

        Assert.That((code, output), Is.EqualTo((1, "")), error);
        Assert.That(error, Does.Match("^The setting 'Pace' is 'abc'\\. [^\n]*\n$"));
    }
}
