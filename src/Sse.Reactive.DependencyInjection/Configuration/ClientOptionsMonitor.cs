using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Sse.Reactive.DependencyInjection;

/// <summary>The current options of a client: those of the latest valid reading.</summary>
/// <remarks>
/// <see cref="IOptionsMonitor{TOptions}"/> would throw an invalid change at the code that reloads the configuration, possibly on a timer's
/// thread, and then at each new subscriber.
/// </remarks>
internal sealed class ClientOptionsMonitor : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly Func<ResolvedOptions> _read;
    private readonly ILogger _logger;
    private readonly IDisposable[] _changeRegistrations;
    private volatile ResolvedOptions _current;

    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    public ClientOptionsMonitor(string name, Func<ResolvedOptions> read, IEnumerable<IConfigurationSection> sections, ILogger logger)
    {
        _name = name;
        _read = read;
        _logger = logger;
        lock (_gate) // a concurrent change is read afterwards
        {
            _changeRegistrations = [.. sections.Select(section => ChangeToken.OnChange(section.GetReloadToken, Reload))];
            try
            {
                _current = read();
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    public ResolvedOptions Current => _current;

    public void Dispose() => Array.ForEach(_changeRegistrations, registration => registration.Dispose());

    private void Reload()
    {
        lock (_gate)
        {
            try
            {
                _current = _read();
            }
            catch (OptionsValidationException invalid)
            {
                OptionsLog.InvalidConfigurationChange(_logger, null, _name, invalid.Message);
            }
            catch (Exception error) // from the application's Configure: it must not reach the code that reloads the configuration
            {
                OptionsLog.InvalidConfigurationChange(_logger, error, _name, error.Message);
            }
        }
    }
}
