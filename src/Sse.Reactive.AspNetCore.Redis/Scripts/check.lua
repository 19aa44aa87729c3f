-- Which of the streams KEYS have another newest event than ARGV says? Returns their indexes.
-- ARGV: the ID for each stream, and last a number of milliseconds: a position of a stream without events that is older is news.
local news = {}
local oldest = tonumber(ARGV[#ARGV]) and now() - ARGV[#ARGV] or 0
for i, key in ipairs(KEYS) do
  local newest = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', 1)
  local id = newest[1] and newest[1][1]
  if not id and not newest.err and redis.call('EXISTS', key) == 1 then
    id = by_name(redis.call('XINFO', 'STREAM', key))['last-generated-id']
  end

  local since = (not id or id == '0-0') and string.match(ARGV[i], '^0%-(%d+)$')
  if since then
    if tonumber(since) < oldest then news[#news + 1] = i end
  elseif id ~= ARGV[i] then
    news[#news + 1] = i
  end
end

return news
