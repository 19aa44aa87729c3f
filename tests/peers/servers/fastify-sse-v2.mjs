// usage: node fastify-sse-v2.mjs PORT
import Fastify from 'fastify';
import { FastifySSEPlugin } from 'fastify-sse-v2';
import { event, plan, sleep } from './feed.mjs';

const app = Fastify();
await app.register(FastifySSEPlugin);
app.get('/', (request, reply) => {
  const { first, last, ms, isOver } = plan(request.headers['last-event-id'], request.query);
  if (isOver) return reply.code(204).send();
  reply.sse((async function* () {
    for (let n = first; n <= last && !reply.raw.destroyed; n++, await sleep(ms)) {
      yield { ...event(n), data: JSON.stringify(event(n).data), retry: 100 };
    }
  })());
});
await app.listen({ port: +process.argv[2], host: '127.0.0.1' });
