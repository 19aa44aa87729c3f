// usage: node better-sse.mjs PORT
import { createServer } from 'node:http';
import { createSession } from 'better-sse';
import { event, plan, query, sleep } from './feed.mjs';

createServer(async (req, res) => {
  const { first, last, ms, isOver } = plan(req.headers['last-event-id'], query(req.url));
  if (isOver) return res.writeHead(204).end();
  const session = await createSession(req, res, { retry: 100, keepAlive: 500 });
  for (let n = first; n <= last && session.isConnected; n++, await sleep(ms)) session.push(event(n).data, event(n).event, event(n).id);
  res.end();
}).listen(+process.argv[2], '127.0.0.1');
