-- What the other scripts share: the removal of old events.

-- The value of a field of a stream's entry; nil if it has none.
local function field(entry, name)
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == name then return fields[i + 1] end
  end

  return nil
end

-- The size of all data up to an event, with it; nil for an event of another program.
local function size_up_to(entry)
  return tonumber(string.match(field(entry, 'sse-bytes') or '', '^%d+$') or '')
end

-- Pairs of names and values, as XINFO returns them.
local function by_name(pairs)
  local values = {}
  for i = 1, #pairs, 2 do values[pairs[i]] = pairs[i + 1] end
  return values
end

-- The time of this server, in milliseconds.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Consumer groups without consumers are what a stream remembers: each has a name and a position, which need not be that of an event.
local function remembered(key)
  local positions = {}
  local groups = redis.pcall('XINFO', 'GROUPS', key)
  if groups.err then return positions end -- there is no stream yet
  for _, pairs in ipairs(groups) do
    local group = by_name(pairs)
    positions[group['name']] = group['last-delivered-id']
  end
  return positions
end

-- Sets a position.
local function remember(key, name, ...)
  local failure = redis.pcall('XGROUP', 'SETID', key, name, ...).err
  if failure and string.find(failure, 'NOGROUP', 1, true) then
    redis.call('XGROUP', 'CREATE', key, name, ...) -- the first time
  elseif failure then
    error({ err = failure })
  end
end

-- The size of the data of all events ever appended, without those of other programs: the first number of a position.
local function total_bytes(key)
  return tonumber(string.match(remembered(key)['sse-total'] or '0', '%d+'))
end

-- The oldest event after an ID that has a size; nil if the next 10,000 have none. The stream remembers up to where other programs have
-- added its oldest events, so that the next search begins there.
local function next_sized(key, id)
  local at, passed = id, remembered(key)['sse-foreign']
  if passed and #redis.call('XRANGE', key, '(' .. id, passed, 'COUNT', 1) > 0 then at = passed end

  local sized = nil
  for _, count in ipairs({ 1, 10000 }) do
    for _, entry in ipairs(redis.call('XRANGE', key, '(' .. at, '+', 'COUNT', count)) do
      if size_up_to(entry) then
        sized = entry
        break
      end
      at = entry[1]
    end
    if sized then break end
  end
  if at ~= passed then remember(key, 'sse-foreign', at) end
  return sized
end

-- Removes the oldest events that exceed a limit, if those are at least 'slack' events or too old or too large, and at most 'limit' of them:
-- the server does nothing else meanwhile. Returns how many were removed.
-- The stream remembers the last one removed, as the position of a consumer group: a reader that resumes after it has missed nothing.
-- The group's counter is the number of events removed up to it. If other programs have removed more, the counter no longer matches.
local function remove(key, limit, max_events, slack, max_bytes, oldest, total)
  local length = redis.call('XLEN', key)
  local over = max_events and length - max_events or 0
  if over < slack then over = 0 end
  over = math.min(over, limit)
  local newest = max_bytes and redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1][1]
  local function is_too_large(entry)
    local bytes = entry and entry[1] ~= newest and size_up_to(entry)
    return bytes and total - bytes + #(field(entry, 'data') or '') > max_bytes
  end

  local read, removed, last, sized = 0, 0, nil, nil
  local from, count, is_done = '-', math.min(over + 1, 500), false
  repeat
    local entries = redis.call('XRANGE', key, from, '+', 'COUNT', count)
    for _, entry in ipairs(entries) do
      read = read + 1
      local has_size = max_bytes and size_up_to(entry)
      if has_size then
        sized = nil
      elseif max_bytes and not sized and read > over then
        sized = { next_sized(key, entry[1]) }
      end

      if read > limit then
        is_done = true
        break
      elseif read <= over
        or oldest and tonumber(string.match(entry[1], '%d+')) < oldest
        or max_bytes and is_too_large(has_size and entry or sized and sized[1]) then -- with what other programs added before it
        removed, last = read, entry[1]
      else
        is_done = true
        break
      end
    end
    is_done = is_done or #entries < count
    if not is_done then from, count = '(' .. entries[#entries][1], 500 end
  until is_done

  if removed > 0 then
    redis.call('XTRIM', key, 'MAXLEN', '=', length - removed)
    local stream = by_name(redis.call('XINFO', 'STREAM', key))
    local all = stream['entries-added'] - stream['length']
    remember(key, 'sse-removed', last, 'ENTRIESREAD', all)
  end
  return removed
end
