using System.Net.Sockets;
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

    private static readonly string[] Credentials = ["WRONGPASS", "NOAUTH"];

    /// <summary>Whether an exception is one of the server or of the connection to it.</summary>
    public static bool Is(Exception error) =>
        error is RedisException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    /// <param name="error">The exception.</param>
    /// <param name="server">The addresses of the server.</param>
    /// <param name="options">The options.</param>
    public static SseStoreException Of(Exception error, string server, SseRedisOptions options) => error switch
    {
        _ when IsRefusal(error) => new SseStoreSetupException(
            StoreName,
            $"Redis ({server}) refused the credentials. Correct user= and password= in the configuration, or the users of the server.",
            error),
        RedisServerException when IsDenial(error) => new SseStoreSetupException(
            StoreName,
            $"The user of the connection to Redis ({server}) lacks a permission: {error.Message} Allow what the scripts use, "
                + $"'~{options.KeyPrefix}* &{options.KeyPrefix}* {Commands}', or use another user.",
            error),
        RedisServerException when error.Message.Contains("WRONGTYPE", StringComparison.Ordinal) => new SseStoreSetupException(
            StoreName,
            $"Redis ({server}) has a key with the prefix '{options.KeyPrefix}' that is not a stream: {error.Message} Choose another "
                + "KeyPrefix.",
            error),
        RedisServerException => new SseStoreException(StoreName, $"Redis ({server}) refused a request: {error.Message}", error),
        _ => new SseStoreException(
            StoreName,
            $"Redis ({server}) could not be reached or did not answer: {CauseOf(error)}. Check that it runs, and the configuration.",
            error),
    };

    /// <summary>Whether the server has refused the user or the password. The library says so in an exception within another one.</summary>
    public static bool IsRefusal(Exception? error) => error switch
    {
        null => false,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => true,
        RedisServerException when Credentials.Any(word => error.Message.StartsWith(word, StringComparison.Ordinal)) => true,
        AggregateException several => several.InnerExceptions.Any(IsRefusal),
        _ => IsRefusal(error.InnerException),
    };

    private static bool IsDenial(Exception error) => Denials.Any(denial => error.Message.Contains(denial, StringComparison.Ordinal));

    /// <summary>The cause in few words: the library's messages contain the state of its queues.</summary>
    private static string CauseOf(Exception error) => error switch
    {
        TimeoutException => "it did not answer in time",
        RedisConnectionException connection => $"no connection is available ({connection.FailureType})",
        _ => error.Message.TrimEnd('.'),
    };
}
