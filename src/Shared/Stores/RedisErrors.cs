using System.Net.Sockets;
using StackExchange.Redis;

namespace Sse;

/// <summary>What exceptions of the client library mean.</summary>
internal static class RedisErrors
{
    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH"];

    /// <summary>Whether an exception is one of the server or of the connection to it.</summary>
    public static bool IsFailure(Exception error) =>
        error is RedisException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    /// <summary>Whether the server has refused the user or the password. The library says so in an exception within another one.</summary>
    public static bool IsRefusal(Exception? error) => error switch
    {
        null => false,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => true,
        RedisServerException when Refusals.Any(word => error.Message.StartsWith(word, StringComparison.Ordinal)) => true,
        AggregateException several => several.InnerExceptions.Any(IsRefusal),
        _ => IsRefusal(error.InnerException),
    };
}
