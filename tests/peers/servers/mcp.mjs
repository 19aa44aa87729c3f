// An MCP server of the official SDK. usage: node servers/mcp.mjs PORT [json]
// POST, GET and DELETE /mcp: streamable HTTP, in JSON if asked to. GET /sse and POST /messages: HTTP+SSE, the older transport.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

const [port, mode] = process.argv.slice(2);
const text = (value) => ({ content: [{ type: 'text', text: value }] });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The events of one session, by ID: the stream, an underscore, and a number. */
class Store {
  #events = [];

  async storeEvent(stream, message) {
    this.#events.push({ stream, message });
    return `${stream}_${this.#events.length}`;
  }

  async replayEventsAfter(id, { send }) {
    const end = id.lastIndexOf('_');
    const stream = id.slice(0, end);
    for (let n = Number(id.slice(end + 1)); n < this.#events.length; n++) {
      if (this.#events[n].stream === stream) await send(`${stream}_${n + 1}`, this.#events[n].message);
    }
    return stream;
  }
}

function createServer() {
  const server = new McpServer({ name: 'npm', version: '1.0.0' }, { capabilities: { logging: {} } });
  const progress = async (extra, n) => extra.sendNotification({
    method: 'notifications/progress', params: { progressToken: extra._meta.progressToken, progress: n, total: 3 },
  });
  server.registerTool('count', { inputSchema: {} }, async (_, extra) => {
    for (let n = 1; n <= 3; n++) await progress(extra, n);
    return text('3');
  });
  server.registerTool('poll', { inputSchema: {} }, async (_, extra) => {
    for (let n = 1; n <= 3; n++) {
      await progress(extra, n);
      extra.closeSSEStream();
      await pause(300);
    }
    return text('3');
  });
  server.registerTool('large', { inputSchema: {} }, () => text('x'.repeat(100_000)));
  server.registerTool('announce', { inputSchema: { what: z.string() } }, async ({ what }) => {
    await server.server.notification({ method: 'notifications/message', params: { level: 'info', data: what } });
    return text('announced');
  });
  return server;
}

const app = express();
app.use(express.json());

const sessions = new Map();
app.all('/mcp', async (request, response) => {
  let transport = sessions.get(request.headers['mcp-session-id']);
  if (!transport && request.headers['mcp-session-id']) {
    response.status(404).json({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null });
    return;
  }
  if (!transport) {
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => sessions.set(id, transport),
      onsessionclosed: (id) => sessions.delete(id),
      enableJsonResponse: mode === 'json',
      eventStore: new Store(),
      retryInterval: 200,
    });
    await createServer().connect(transport);
  }
  await transport.handleRequest(request, response, request.body);
});

const legacy = new Map();
app.get('/sse', async (_, response) => {
  const transport = new SSEServerTransport('/messages', response);
  legacy.set(transport.sessionId, transport);
  await createServer().connect(transport);
});
app.post('/messages', (request, response) =>
  legacy.get(request.query.sessionId).handlePostMessage(request, response, request.body));

app.listen(Number(port), '127.0.0.1');
