// @fastify/sse. usage: node fastify.mjs PORT
import Fastify from 'fastify';
import sse from '@fastify/sse';
import { event, plan, sleep } from './feed.mjs';

const app = Fastify();
await app.register(sse);
app.get('/', { sse: true }, async (request, reply) => {
  const { first, last, ms, isOver } = plan(request.headers['last-event-id'], request.query);
  if (isOver) return reply.code(204).send();
  for (let n = first; n <= last && reply.sse.isConnected; n++, await sleep(ms)) await reply.sse.send({ ...event(n), retry: 100 });
});
await app.listen({ port: +process.argv[2], host: '127.0.0.1' });
