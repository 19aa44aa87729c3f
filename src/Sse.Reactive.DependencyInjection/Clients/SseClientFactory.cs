using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Reads the options of each client once, when it is first asked for; and again when they change.</summary>
internal sealed class SseClientFactory(
    IOptionsFactory<SseClientOptions> optionsOf, IHttpClientFactory httpClients, ILoggerFactory loggers, IEnumerable<ClientName> names, IEnumerable<BoundSection> sections)
    : ISseClientFactory, IDisposable
{
    private readonly Dictionary<string, Slot> _slots = names.ToDictionary(client => client.Name, _ => new Slot());

    public SseClient CreateClient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_slots.TryGetValue(name, out var slot))
        {
            throw new InvalidOperationException(
                $"No SSE client is named '{name}'. {(_slots.Count == 0 ? "None is registered" : $"There are '{string.Join("', '", _slots.Keys)}'")}: AddSseClient registers one.");
        }

        lock (slot.Gate)
        {
            return new(name, slot.Settings ??= SettingsOf(name));
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Settings?.Dispose();
        }
    }

    private ClientSettings SettingsOf(string name)
    {
        var logger = loggers.CreateLogger("Sse.Reactive.SseClient." + name);
        return new(name, () => Read(name, logger), sections.Where(bound => bound.Name == name).Select(bound => bound.Section), logger);
    }

    /// <summary>The options, with what is the client's own where nothing else was set.</summary>
    private ClientTarget Read(string name, ILogger logger)
    {
        var client = optionsOf.Create(name);
        var options = client.Options;
        return new(client.Uri!, options with
        {
            Logger = options.Logger is NullLogger ? logger : options.Logger,
            HttpClientFactory = options.HttpClient is null ? options.HttpClientFactory ?? (() => httpClients.CreateClient(name)) : null,
        });
    }

    /// <summary>One for each name: what makes a client may ask for services that ask for another.</summary>
    private sealed class Slot
    {
        public Lock Gate { get; } = new();

        public ClientSettings? Settings { get; set; }
    }
}
