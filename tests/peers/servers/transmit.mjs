// AdonisJS Transmit on node:http, with the three routes that the framework adds. usage: node transmit.mjs PORT
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Transmit } from '@boringnode/transmit';

const transmit = new Transmit({ pingInterval: 300, transport: null }, null);
transmit.authorize('users/:id', (context, { id }) => context.user === id);

const routes = {
  'GET /__transmit/events': (req, res, url) => {
    const uid = url.searchParams.get('uid');
    if (!uid) return res.writeHead(400).end();
    transmit.createStream({ uid, context: {}, request: req, response: res, injectResponseHeaders: {} });
  },
  'POST /__transmit/subscribe': async (req, res) => {
    const isAllowed = await transmit.subscribe({ ...(await json(req)), context: { user: req.headers['x-user'] } });
    res.writeHead(isAllowed ? 204 : 400).end();
  },
  'POST /__transmit/unsubscribe': async (req, res) => {
    await transmit.unsubscribe({ ...(await json(req)), context: {} });
    res.writeHead(204).end();
  },
  'POST /broadcast': async (req, res) => {
    const { channel, payload } = await json(req);
    transmit.broadcast(channel, payload);
    res.writeHead(204).end();
  },
};

createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  const route = routes[`${req.method} ${url.pathname}`];
  return route ? route(req, res, url) : res.writeHead(404).end();
}).listen(+process.argv[2], '127.0.0.1');
