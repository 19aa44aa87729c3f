-- Removes old events of the stream KEYS[1], and prolongs its life. Creates nothing. Returns whether there may be more to remove.
-- ARGV: limits (events, age, expiry; empty: none).
local key, max_events, max_age = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local removed = remove(key, 10000, max_events, 1, nil, max_age and now() - max_age, 0)
if ARGV[3] ~= '' then redis.call('PEXPIRE', key, ARGV[3]) end
return removed == 10000 and 1 or 0
