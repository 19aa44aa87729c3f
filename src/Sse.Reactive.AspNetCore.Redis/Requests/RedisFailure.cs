using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>Exceptions of the client library as those of a store.</summary>
internal static class RedisFailure
{
    public const string StoreName = "Redis";

    /// <summary>The commands that a user needs, as a rule of an access control list.</summary>
    private const string Commands = "+@stream +@scripting +@pubsub +@connection +time +exists +pexpire";

    /// <summary>
    /// What servers answer if a permission is missing: for the key of a script, and for its commands and channels (7.0; later versions).
    /// </summary>
    private static readonly string[] Denials = ["NOPERM", "The user executing the script can't", "ACL failure"];

    /// <param name="error">The exception.</param>
    /// <param name="server">The addresses of the server.</param>
    /// <param name="options">The options.</param>
    public static SseStoreException Of(Exception error, string server, SseRedisOptions options) => error switch
    {
        _ when RedisErrors.IsRefusal(error) => new SseStoreSetupException(
            StoreName,
            $"Redis ({server}) refused the credentials. Correct user= and password= in the configuration, or the users of the server.",
            error),
        RedisServerException => Refused(error.Message, server, options, error),
        _ when NeedsMaster(error) => new SseStoreException(
            StoreName,
            $"Redis ({server}) takes no changes: it is a replica, or its master is away. Name the master too in the configuration.",
            error),
        _ => new SseStoreException(
            StoreName,
            $"Redis ({server}) could not be reached or did not answer: {CauseOf(error)}. Check that it runs, and the configuration.",
            error),
    };

    /// <param name="message">What the server answered.</param>
    /// <param name="server">The addresses of the server.</param>
    /// <param name="options">The options.</param>
    /// <param name="error">The exception, if it is one.</param>
    public static SseStoreException Refused(string message, string server, SseRedisOptions options, Exception? error = null) =>
        Denials.Any(denial => message.Contains(denial, StringComparison.Ordinal)) ? new SseStoreSetupException(
            StoreName,
            $"The user of the connection to Redis ({server}) lacks a permission: {message} Allow what the scripts use, "
                + $"'~{options.KeyPrefix}* &{options.KeyPrefix}* {Commands}', or use another user.",
            error)
        : message.Contains("WRONGTYPE", StringComparison.Ordinal) ? new SseStoreSetupException(
            StoreName,
            $"Redis ({server}) has a key with the prefix '{options.KeyPrefix}' that is not a stream: {message.TrimEnd('.')}. "
                + "Choose another KeyPrefix.",
            error)
        : new SseStoreException(StoreName, $"Redis ({server}) refused a request: {message}", error);

    /// <summary>Whether no connected server takes changes. The library says so in an exception within another one.</summary>
    private static bool NeedsMaster(Exception? error) =>
        error is not null
        && (error.Message.Contains("not eligible for replica", StringComparison.Ordinal) || NeedsMaster(error.InnerException));

    /// <summary>The cause in few words: the library's messages contain the state of its queues.</summary>
    private static string CauseOf(Exception error) => error switch
    {
        TimeoutException => "it did not answer in time",
        RedisConnectionException connection => $"no connection is available ({connection.FailureType})",
        _ => error.Message.TrimEnd('.'),
    };
}
