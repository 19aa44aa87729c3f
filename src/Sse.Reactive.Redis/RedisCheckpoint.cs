using StackExchange.Redis;

namespace Sse.Reactive.Redis;

/// <summary>The key of one stream, for one store. The store claims it once, and may use it until another store claims it.</summary>
internal sealed class RedisCheckpoint(RedisConnection connection, string stream)
{
    /// <summary>
    /// Loads or saves, in one script, so that no other store can come between the check and the change. It returns the outcome and the ID.
    /// Arguments: the owner, what to do, and the ID: to load, the one that is written again if Redis has lost it. If what Redis has is no
    /// ID that a store could have saved (<see cref="CheckpointRules.IsId"/>), nothing is changed.
    /// </summary>
    private const string Script =
        """
        local function is_id(text)
          if #text > 16777216 then return false end
          for _, c in ipairs({'\0', '\r', '\n'}) do
            if string.find(text, c, 1, true) then return false end
          end
          if #text > 65536 then return true end -- patterns are slow: the client checks the rest
          if string.find(text, '\224[\128-\159]') or string.find(text, '\237[\160-\191]') -- overlong, surrogates
            or string.find(text, '\240[\128-\143]') or string.find(text, '\244[\144-\191]') then return false end
          text = string.gsub(text, '[\240-\244][\128-\191][\128-\191][\128-\191]', ' ')
          text = string.gsub(text, '[\224-\239][\128-\191][\128-\191]', ' ')
          text = string.gsub(text, '[\194-\223][\128-\191]', ' ')
          return not string.find(text, '[\128-\255]')
        end

        local owner, action, id = ARGV[1], ARGV[2], ARGV[3]
        local kind = redis.call('TYPE', KEYS[1]).ok
        if kind == 'none' then
          redis.call('HSET', KEYS[1], 'version', '1', 'owner', owner)
        elseif kind ~= 'hash' then
          return {'foreign'}
        end
        local version = redis.call('HGET', KEYS[1], 'version')
        if version ~= '1' then return {version and 'version' or 'foreign'} end
        if action ~= 'claim' and redis.call('HGET', KEYS[1], 'owner') ~= owner then return {'taken'} end
        local found = redis.call('HGET', KEYS[1], 'id')
        if found and not is_id(found) then return {'unusable'} end
        if action == 'claim' then redis.call('HSET', KEYS[1], 'owner', owner) end
        if action == 'save' or id and not found then
          local time = redis.call('TIME')
          redis.call('HSET', KEYS[1], 'id', id, 'saved', time[1] .. string.format('%03d', math.floor(time[2] / 1000)))
        end
        return {'done', redis.call('HGET', KEYS[1], 'id')}
        """;

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private volatile bool _isClaimed;
    private volatile bool _isTakenOver; // and stays so, even if the key is lost
    private volatile string? _lastEventId; // known to be saved

    public string Stream => stream;

    public string KeyPrefix { get; set; } = "sse-checkpoint:";

    public int? Database { get; set; }

    private RedisFailure Failure => new(stream, KeyPrefix + stream);

    public async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        var bytes = await RunAsync(_isClaimed ? "load" : "claim", _lastEventId, cancellationToken).ConfigureAwait(false);
        _lastEventId = bytes is null ? null : CheckpointRules.Decode(bytes) ?? throw Failure.Unusable();
        _isClaimed = true;
        return _lastEventId;
    }

    public async Task SaveAsync(string lastEventId)
    {
        if (!_isClaimed)
        {
            await LoadAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await RunAsync("save", lastEventId, CancellationToken.None).ConfigureAwait(false);
        _lastEventId = lastEventId;
    }

    private async Task<byte[]?> RunAsync(string action, string? lastEventId, CancellationToken cancellationToken)
    {
        if (_isTakenOver)
        {
            throw Failure.TakenOver();
        }

        try
        {
            var database = await connection.OpenAsync(Database, cancellationToken).ConfigureAwait(false);
            RedisValue[] values = lastEventId is null ? [_owner, action] : [_owner, action, lastEventId];
            var answer = await database.ScriptEvaluateAsync(Script, [KeyPrefix + stream], values, CommandFlags.DemandMaster)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return (string?)answer[0] switch
            {
                "done" => (byte[]?)answer[1],
                "taken" => throw TakenOver(),
                "unusable" => throw Failure.Unusable(),
                "version" => throw Failure.OtherVersion(),
                _ => throw Failure.Foreign(),
            };
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw Failure.Of(connection.CauseOf(error));
        }
    }

    private SseCheckpointException TakenOver()
    {
        _isTakenOver = true;
        return Failure.TakenOver();
    }
}
