using System.CommandLine.Parsing;
using Npgsql;
using StackExchange.Redis;

namespace Cluster;

/// <summary>Checks where an engine is said to be, before anything is started.</summary>
internal static class Connections
{
    /// <summary>Adds an error if the value of an option cannot be parsed.</summary>
    public static void Check(OptionResult result, string expected, Action<string> parse)
    {
        if (result.Tokens is [var token])
        {
            try
            {
                parse(token.Value);
            }
            catch (Exception error) when (error is ArgumentException or FormatException)
            {
                result.AddError($"{expected}. {error.Message}");
            }
        }
    }

    public static void ParsePostgres(string connection) => NpgsqlDataSource.Create(connection).Dispose();

    public static void ParseRedis(string servers)
    {
        if (ConfigurationOptions.Parse(servers).EndPoints.Count == 0)
        {
            throw new FormatException("No server is named.");
        }
    }
}
