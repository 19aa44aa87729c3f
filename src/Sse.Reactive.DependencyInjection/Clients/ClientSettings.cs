using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Sse.Reactive.DependencyInjection;

/// <summary>What one client connects with: as of the latest reading of its options that was valid.</summary>
/// <remarks>
/// <see cref="IOptionsMonitor{TOptions}"/> would throw an invalid change at whoever reloads the configuration, on a timer's thread perhaps, and then at each new subscriber.
/// </remarks>
internal sealed class ClientSettings : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly Func<ClientTarget> _read;
    private readonly ILogger _logger;
    private readonly IDisposable[] _watches;
    private volatile ClientTarget _current;

    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    public ClientSettings(string name, Func<ClientTarget> read, IEnumerable<IConfigurationSection> sections, ILogger logger)
    {
        _name = name;
        _read = read;
        _logger = logger;
        lock (_gate) // a change that comes meanwhile is read afterwards
        {
            _watches = [.. sections.Select(section => ChangeToken.OnChange(section.GetReloadToken, ReadAgain))];
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

    public ClientTarget Current => _current;

    public void Dispose() => Array.ForEach(_watches, watch => watch.Dispose());

    private void ReadAgain()
    {
        lock (_gate)
        {
            try
            {
                _current = _read();
            }
            catch (OptionsValidationException invalid)
            {
                ClientLog.ChangeRefused(_logger, null, _name, invalid.Message);
            }
            catch (Exception error) // of the application's own code: here it would hit whoever reloads the configuration
            {
                ClientLog.ChangeRefused(_logger, error, _name, error.Message);
            }
        }
    }
}
