-- Removes old events of the stream KEYS[1], and prolongs its life. Creates nothing.
-- ARGV: limits (events, age, expiry; empty: none).
local key, max_events, max_age = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
remove(key, max_events, 1, nil, max_age and now() - max_age, 0)
if ARGV[3] ~= '' then redis.call('PEXPIRE', key, ARGV[3]) end
