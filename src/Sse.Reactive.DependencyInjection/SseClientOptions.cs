namespace Sse.Reactive.DependencyInjection;

/// <summary>The URL and options of a named client.</summary>
/// <remarks>
/// These are named options of the platform: <c>AddSseClient</c>, <c>Configure</c>, <c>Bind</c> and
/// <c>PostConfigure&lt;SseClientOptions>(name, ...)</c> set them, in the order of registration, and the last one wins. They are read when
/// the client is first requested, and again when its configuration changes. <see cref="SseClient"/> has the current values.
/// </remarks>
public sealed class SseClientOptions
{
    /// <summary>
    /// The http or https URL of the stream: absolute, or relative to the <c>BaseAddress</c> of the client's <c>HttpClient</c>. Required.
    /// </summary>
    public Uri? Uri { get; set; }

    /// <summary>
    /// All other options. Default: the defaults of <see cref="SseOptions"/>, except that requests are sent by
    /// <see cref="ISseClientBuilder.HttpClient"/>, and that the logging category is <c>Sse.Reactive.SseClient.NAME</c>.
    /// </summary>
    /// <remarks>Use <c>with</c> to keep the options that are already set: <c>client.Options = client.Options with { ... }</c>.</remarks>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public SseOptions Options
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Options));
    } = new();

    /// <summary>The path of the configuration section that was read; <see langword="null"/> if there is none.</summary>
    internal string? Section { get; set; }

    /// <summary>The invalid keys of the configuration, each with its message.</summary>
    internal Dictionary<string, string> Problems { get; } = [];
}
