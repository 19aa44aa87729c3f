-- Appends events to the stream KEYS[1], removes old ones, and rings: one step, so that no node can end between an event and its bell.
-- Returns the IDs, and an error if old events could not be removed.
-- ARGV: channel, topic, nonce, step, limits (events, slack, bytes, age, expiry; empty: none), then for each event the number of its
-- fields and values, and these.
local key, nonce, step = KEYS[1], ARGV[3], tonumber(ARGV[4])
local max_events, slack, max_bytes = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local max_age, expiry = tonumber(ARGV[8]), ARGV[9]

-- First, because it is what a missing permission refuses: nothing is then written. No node reads before the script has ended.
redis.call('PUBLISH', ARGV[1], ARGV[2])

local time = now()
local total = max_bytes and total_bytes(key) or 0
local ids = {}
local next_id = string.format('%.0f-%s', time, nonce)
local i = 10
while i <= #ARGV do
  local fields = { unpack(ARGV, i + 1, i + ARGV[i]) }
  i = i + ARGV[i] + 1
  if max_bytes then
    total = total + #fields[2]
    fields[#fields + 1] = 'sse-bytes'
    fields[#fields + 1] = string.format('%.0f', total)
  end

  -- The first ID has a random number, which is its proof: after a failover, no other event gets the same ID.
  local added = redis.pcall('XADD', key, next_id, unpack(fields))
  if #ids == 0 and type(added) == 'table' and string.find(added.err, 'equal or smaller', 1, true) then
    -- The last event is of the same millisecond, or the clock was set back: a random number of IDs is left out.
    local last = by_name(redis.call('XINFO', 'STREAM', key))['last-generated-id']
    local ms, sequence = string.match(last, '(%d+)-(%d+)')
    if sequence + step < 2 ^ 53 then
      next_id = string.format('%s-%.0f', ms, sequence + step)
    else
      next_id = tonumber(ms) < 2 ^ 53 and string.format('%.0f-%s', ms + 1, nonce) or '*'
    end
    added = redis.pcall('XADD', key, next_id, unpack(fields))
  end

  if type(added) == 'table' then return added end
  ids[#ids + 1] = added
  next_id = string.match(added, '%d+') .. '-*'
end

-- The events are stored, so an error is returned next to their IDs: a publisher who sees it alone would publish them again.
local is_removed, failure = pcall(function()
  if max_bytes then remember(key, 'sse-total', string.format('%.0f-0', total)) end
  if max_events or max_bytes or max_age then
    remove(key, #ids + 10000, max_events, slack, max_bytes, max_age and time - max_age, total)
  end

  if expiry ~= '' then redis.call('PEXPIRE', key, expiry) end
end)
if is_removed then return { ids } end
return { ids, type(failure) == 'table' and failure.err or tostring(failure) }
