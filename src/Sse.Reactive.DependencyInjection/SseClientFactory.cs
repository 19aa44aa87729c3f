using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads the options of each client when it is first requested, and again when its configuration changes.</summary>
internal sealed class SseClientFactory(
    IOptionsFactory<SseClientOptions> optionsFactory,
    IHttpClientFactory httpClientFactory,
    ILoggerFactory loggerFactory,
    IEnumerable<ClientRegistration> registrations,
    IEnumerable<BoundSection> sections)
    : ISseClientFactory, IDisposable
{
    private readonly Dictionary<string, Slot> _slots = registrations.ToDictionary(registration => registration.Name, _ => new Slot());

    public SseClient CreateClient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_slots.TryGetValue(name, out var slot))
        {
            var known = _slots.Count == 0 ? "None is registered" : $"Registered clients are '{string.Join("', '", _slots.Keys)}'";
            throw new InvalidOperationException($"No SSE client is named '{name}'. {known}; register one with AddSseClient.");
        }

        lock (slot.Gate)
        {
            return new(name, slot.Monitor ??= CreateMonitor(name));
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Monitor?.Dispose();
        }
    }

    private ClientOptionsMonitor CreateMonitor(string name)
    {
        var logger = loggerFactory.CreateLogger("Sse.Reactive.SseClient." + name);
        var sessions = new LiveSessions();
        return new(
            name,
            () => Resolve(name, logger, sessions),
            sections.Where(bound => bound.Name == name).Select(bound => bound.Section),
            logger);
    }

    /// <summary>Reads the options, and adds the container's logger and HTTP client unless the application has set its own.</summary>
    private ResolvedOptions Resolve(string name, ILogger logger, LiveSessions sessions)
    {
        var client = optionsFactory.Create(name);
        var options = client.Options;
        if (options.HttpClient is null)
        {
            options = options with { HttpClientFactory = options.HttpClientFactory ?? (() => httpClientFactory.CreateClient(name)) };
        }

        var uri = client.Uri!;
        if (!uri.IsAbsoluteUri)
        {
            uri = (options.HttpClient ?? options.HttpClientFactory!()).BaseAddress is { } address
                ? new(address, uri)
                : throw new OptionsValidationException(
                    name,
                    typeof(SseClientOptions),
                    [
                        $"SseClientOptions.Uri of the SSE client '{name}'{KeyOf(client)} is '{DisplayText.OfUrl(uri.OriginalString)}', "
                        + "which is relative, and its HttpClient has no BaseAddress. Set one with ConfigureHttpClient, or set an absolute "
                        + "http or https URL.",
                    ]);
        }

        return new(uri, options with { Logger = options.Logger is NullLogger ? logger : options.Logger, Sessions = sessions });
    }

    private static string KeyOf(SseClientOptions client) =>
        client.Section is { } section ? $" ({section}:{nameof(SseClientOptions.Uri)})" : "";

    /// <summary>One per name, each with its own lock: configuring a client may request a service that requests another client.</summary>
    private sealed class Slot
    {
        public Lock Gate { get; } = new();

        public ClientOptionsMonitor? Monitor { get; set; }
    }
}
