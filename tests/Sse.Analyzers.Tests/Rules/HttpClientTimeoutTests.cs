using Microsoft.CodeAnalysis;

namespace Sse.Analyzers.Tests;

public class HttpClientTimeoutTests() : RuleTests("SSE006", DiagnosticSeverity.Info)
{
    private const string Time = "TimeSpan.FromSeconds(5)";

    [TestCase($"var options = new SseOptions {{ HttpClient = new HttpClient {{ Timeout = {Time} }} }};", $"Timeout = {Time}")]
    [TestCase($"SseObservable.Connect(uri, new() {{ HttpClient = new() {{ Timeout = {Time} }} }});", $"Timeout = {Time}")]
    [TestCase(
        $"var http = new HttpClient {{ Timeout = {Time} }}; var options = new SseOptions {{ HttpClient = http }};", $"Timeout = {Time}")]
    [TestCase(
        $"var http = new HttpClient(); http.Timeout = {Time}; var options = new SseOptions {{ HttpClient = http }};",
        $"http.Timeout = {Time}")]
    [TestCase(
        $"var options = new SseOptions {{ HttpClientFactory = () => new HttpClient {{ Timeout = {Time} }} }};", $"Timeout = {Time}")]
    public Task A_timeout_is_found(string code, string place) => FindsAsync(code, place);

    [TestCase("var options = new SseOptions { HttpClient = new HttpClient() };")]
    [TestCase("var options = new SseOptions { HttpClient = new HttpClient { Timeout = Timeout.InfiniteTimeSpan } };")]
    [TestCase(
        $"var options = new SseOptions {{ HttpClient = new() {{ Timeout = {Time} }}, IdleTimeout = TimeSpan.FromMinutes(1) }};")]
    [TestCase(
        $"var options = new SseOptions {{ HttpClient = new() {{ Timeout = {Time} }}, EventTimeout = TimeSpan.FromMinutes(1) }};")]
    [TestCase($"var http = new HttpClient {{ Timeout = {Time} }}; await http.GetStringAsync(uri);")]
    [TestCase(
        $"var http = new HttpClient {{ Timeout = {Time} }}; http.Timeout = Timeout.InfiniteTimeSpan; "
        + "var options = new SseOptions { HttpClient = http };")]
    public Task No_timeout_and_other_timeouts_are_not_found(string code) => FindsNothingAsync(code);

    [TestCase(
        $"var options = new SseOptions {{ HttpClient = new HttpClient {{ Timeout = {Time} }} }};",
        $"var options = new SseOptions {{ IdleTimeout = {Time}, HttpClient = new HttpClient {{ Timeout = Timeout.InfiniteTimeSpan }} }};")]
    [TestCase(
        $"var http = new HttpClient(); http.Timeout = {Time}; var options = new SseOptions {{ HttpClient = http }};",
        "var http = new HttpClient(); http.Timeout = Timeout.InfiniteTimeSpan; "
        + $"var options = new SseOptions {{ IdleTimeout = {Time}, HttpClient = http }};")]
    public Task The_time_becomes_the_idle_timeout(string code, string expected) => FixesAsync(code, expected);
}
