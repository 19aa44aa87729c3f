-- What is known about the stream KEYS[1], in one snapshot: the server's time, and, if the stream exists, the ID of its oldest event, the ID
-- of the newest one ever added, how many were removed, and the ID of the last one removed if it is known.
local key = KEYS[1]
local time = string.format('%.0f', now())
if redis.call('EXISTS', key) == 0 then return { time } end

local stream = by_name(redis.call('XINFO', 'STREAM', key))
local removed = stream['entries-added'] - stream['length']
local last_removed = ''
for _, pairs in ipairs(redis.call('XINFO', 'GROUPS', key)) do
  local group = by_name(pairs)
  if group['name'] == 'sse-removed' and group['entries-read'] == removed then last_removed = group['last-delivered-id'] end
end

local oldest = stream['first-entry']
return { time, oldest and oldest[1] or '', stream['last-generated-id'], tostring(removed), last_removed }
