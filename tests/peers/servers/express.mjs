// usage: node express.mjs PORT
import express from 'express';
import { event, frame, plan, sleep } from './feed.mjs';

const app = express();
app.get('/', async (req, res) => {
  const { first, last, ms, isOver } = plan(req.get('Last-Event-ID'), req.query);
  if (isOver) return res.status(204).end();
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  res.flushHeaders();
  res.write('retry: 100\n\n');
  for (let n = first; n <= last && !res.destroyed; n++, await sleep(ms)) res.write(frame(event(n)));
  res.end();
});
app.listen(+process.argv[2], '127.0.0.1');
