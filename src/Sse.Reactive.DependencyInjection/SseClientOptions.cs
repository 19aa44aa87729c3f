namespace Sse.Reactive.DependencyInjection;

/// <summary>Where a named client connects to, and how.</summary>
/// <remarks>
/// Named options as any other: <c>AddSseClient</c>, <c>Configure</c>, <c>Bind</c> and <c>PostConfigure&lt;SseClientOptions&gt;(name, ...)</c> set them, in this order of registration, and the latest word counts. They are
/// read when the client is first asked for, and again when the configuration has changed; what is in force is at <see cref="SseClient"/>.
/// </remarks>
public sealed class SseClientOptions
{
    /// <summary>The absolute http or https URL of the stream. Required.</summary>
    public Uri? Uri { get; set; }

    /// <summary>
    /// All else. Default: the defaults of <see cref="SseOptions"/>, but that requests are sent by the client's own <see cref="ISseClientBuilder.HttpClient"/>, and logs go to
    /// the category <c>Sse.Reactive.SseClient.NAME</c>.
    /// </summary>
    /// <remarks>A <c>with</c> keeps what was set before: <c>client.Options = client.Options with { ... }</c>.</remarks>
    public SseOptions Options
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Options));
    } = new();

    /// <summary>The path of the configuration section that was read; <see langword="null"/> if there is none.</summary>
    internal string? Section { get; set; }

    /// <summary>What the configuration says that cannot be, by its key.</summary>
    internal Dictionary<string, string> Problems { get; } = [];
}
