-- The version of the server, nil before Redis 7, or what the user lacks to run the other scripts. ARGV: a channel.
if not redis.REDIS_VERSION then return nil end

redis.call('TIME')
redis.call('EXISTS', KEYS[1])
redis.call('PUBLISH', ARGV[1], '')
for _, command in ipairs({
  { 'XADD', KEYS[1], '*', 'data', '' },
  { 'XTRIM', KEYS[1], 'MAXLEN', '1' },
  { 'XGROUP', 'CREATE', KEYS[1], 'sse-removed', '0' },
  { 'XGROUP', 'SETID', KEYS[1], 'sse-removed', '0' },
  { 'XINFO', 'STREAM', KEYS[1] },
  { 'PEXPIRE', KEYS[1], '1' },
}) do
  if not redis.acl_check_cmd(unpack(command)) then
    return redis.error_reply("NOPERM this user has no permissions to run the '" .. string.lower(command[1]) .. "' command.")
  end
end

return redis.REDIS_VERSION
