using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LlmServer;

/// <summary>The settings, which are checked when the server is created.</summary>
/// <param name="configuration">The command line and the environment.</param>
/// <exception cref="FormatException">One of them is invalid. The message names it.</exception>
internal sealed class LlmServerSettings(IConfiguration configuration)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public TimeSpan Pace { get; } = Time(configuration, "Pace", TimeSpan.Zero) ?? TimeSpan.FromMilliseconds(20);

    public TimeSpan HeartbeatInterval { get; } = Time(configuration, "HeartbeatInterval", Shortest) ?? TimeSpan.FromSeconds(15);

    public TimeSpan? ReconnectionTime { get; } = Time(configuration, "ReconnectionTime", TimeSpan.Zero);

    public TimeSpan WriteTimeout { get; } = Time(configuration, "WriteTimeout", Shortest) ?? TimeSpan.FromSeconds(30);

    public long MaxAnswerBytes { get; } = Text(configuration, "MaxAnswerBytes") is not { } text ? 16 * 1024 * 1024
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes
        : throw Invalid("MaxAnswerBytes", text, "a number of bytes, at least 1");

    public Uri? ModelEndpoint { get; } = Text(configuration, "Model:Endpoint") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw Invalid("Model:Endpoint", text, "a URL such as https://api.openai.com/v1");

    public string ModelKey { get; } = Text(configuration, "Model:Key") ?? Text(configuration, "OPENAI_API_KEY") ?? "none";

    public string ModelName { get; } = Text(configuration, "Model:Name") ?? "default";

    private static TimeSpan? Time(IConfiguration configuration, string key, TimeSpan shortest) =>
        Text(configuration, key) is not { } text ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= shortest && time <= Longest ? time
        : throw Invalid(key, text, $"a time from {shortest:c} to {Longest.Days} days, such as 00:00:15");

    /// <returns><see langword="null"/> if it is empty, as an environment variable may be.</returns>
    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } text ? text : null;

    private static FormatException Invalid(string key, string text, string rule) =>
        new($"The setting '{key}' is '{text}'. It must be {rule}.");
}
