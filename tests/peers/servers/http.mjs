// node:http alone. usage: node http.mjs PORT
import { createServer } from 'node:http';
import { event, frame, plan, query, sleep } from './feed.mjs';

createServer(async (req, res) => {
  const { first, last, ms, isOver } = plan(req.headers['last-event-id'], query(req.url));
  if (isOver) return res.writeHead(204).end();
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  res.write('retry: 100\n\n: a comment\n\n');
  for (let n = first; n <= last && !res.destroyed; n++, await sleep(ms)) res.write(frame(event(n)));
  res.end();
}).listen(+process.argv[2], process.argv[3] ?? '127.0.0.1');
