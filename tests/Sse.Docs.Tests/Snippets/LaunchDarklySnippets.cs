using LaunchDarkly.EventSource;

namespace Sse.Docs.Tests;

/// <summary>
/// The code of docs/migrate.md for LaunchDarkly.EventSource, before. It is compiled against an outline of its API
/// (<see cref="Configuration"/>) and not run.
/// </summary>
internal static class LaunchDarklySnippets
{
    public static async Task BeforeAsync(Uri uri, string token, string lastEventId, Action<string> Show)
    {
        #region MigrateLaunchDarklyBefore
        var configuration = Configuration.Builder(uri)
            .RequestHeader("Authorization", "Bearer " + token)
            .LastEventId(lastEventId)
            .InitialRetryDelay(TimeSpan.FromSeconds(1))
            .ReadTimeout(TimeSpan.FromMinutes(5))
            .BackoffResetThreshold(TimeSpan.FromMinutes(1))
            .Build();

        using var source = new EventSource(configuration);
        source.Opened += (_, _) => Show("open");
        source.MessageReceived += (_, e) => Show($"{e.Message.Name}: {e.Message.Data}");
        source.Error += (_, e) => Show(e.Exception.Message);
        await source.StartAsync(); // until Close
        #endregion
    }
}
