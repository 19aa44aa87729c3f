using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Makes each client once, when it is first asked for.</summary>
internal sealed class SseClientFactory(
    IOptionsFactory<SseClientOptions> optionsOf, IHttpClientFactory httpClients, ILoggerFactory loggers, IEnumerable<ClientName> names, IEnumerable<BoundSection> sections)
    : ISseClientFactory, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string[] _names = [.. names.Select(client => client.Name)];
    private readonly Dictionary<string, SseClient> _clients = [];
    private readonly List<ClientSettings> _settings = [];

    public SseClient CreateClient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            if (!_clients.TryGetValue(name, out var client))
            {
                _clients.Add(name, client = Make(name));
            }

            return client;
        }
    }

    public void Dispose() => _settings.ForEach(settings => settings.Dispose());

    private SseClient Make(string name)
    {
        if (!_names.Contains(name))
        {
            throw new InvalidOperationException(
                $"No SSE client is named '{name}'. {(_names.Length == 0 ? "None is registered" : $"There are '{string.Join("', '", _names)}'")}: AddSseClient registers one.");
        }

        var logger = loggers.CreateLogger("Sse.Reactive.SseClient." + name);
        var settings = new ClientSettings(name, () => Read(name, logger), sections.Where(bound => bound.Name == name).Select(bound => bound.Section), logger);
        _settings.Add(settings);
        return new(name, settings);
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
}
