using StackExchange.Redis;

namespace Sse.Reactive.Redis;

/// <summary>The errors of one checkpoint. None of them contains a part of the configuration but the server's address.</summary>
internal sealed class RedisFailure(string stream, string key)
{
    private string Checkpoint => $"checkpoint of '{stream}' in Redis";

    public SseCheckpointException Of(Exception error) => new(
        error switch
        {
            _ when RedisErrors.IsRefusal(error) => $"Redis refused the credentials, so the {Checkpoint} could not be reached. "
                + "Correct user= and password= in the configuration, or the users of the server.",
            RedisServerException => $"Redis refused to load or save the {Checkpoint}: {ErrorMessages.Of(error).TrimEnd('.')}.",
            TimeoutException => $"Redis did not answer in time, so it is unknown whether the {Checkpoint} was changed. Check that the "
                + "server is not overloaded.",
            _ => $"The {Checkpoint} could not be reached: {FirstSentence(error)} Check that the server runs, and the configuration.",
        },
        error);

    public SseCheckpointException TakenOver() => new(
        $"Another process or store has taken over the {Checkpoint}. Nothing was loaded or saved. Let one consumer use a name: to process a "
        + "stream twice, choose two names.")
    {
        IsUsedElsewhere = true,
    };

    public SseCheckpointException Foreign() => new(
        $"The key '{key}' in Redis is not a checkpoint, and is not overwritten. Choose another SseRedisCheckpointStore.KeyPrefix, or "
        + "delete the key to start as a new consumer.");

    public SseCheckpointException OtherVersion() => new(
        $"The {Checkpoint} was written by another version of Sse.Reactive.Redis, which this version cannot read. Use the same version in "
        + $"all processes, or delete the key '{key}' to start as a new consumer.");

    public SseCheckpointException Unusable() => new(
        $"The {Checkpoint} cannot be used: the field 'id' of the key '{key}' does not contain an ID of a stream. Correct it, or delete "
        + "the key to start as a new consumer.");

    /// <summary>The rest of a message describes the state of the client's threads.</summary>
    private static string FirstSentence(Exception error)
    {
        var text = ErrorMessages.Of(error);
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.') + ".";
    }
}
