// The MCP client of the official SDK, whose call cannot be resumed. usage: node clients/mcp-unresumable.mjs URL cancelled|unknown
// Prints the errors until it gives up, and then the result of another call, each as a line of JSON.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, why] = process.argv.slice(2);
const print = (name, value) => console.log(JSON.stringify([name, value]));

const transport = new StreamableHTTPClientTransport(new URL(url), {
  fetch: (input, init) => {
    const headers = new Headers(init.headers);
    if (why === 'unknown' && headers.has('last-event-id')) headers.set('last-event-id', 'unknown');
    return fetch(input, { ...init, headers });
  },
});
const client = new Client({ name: 'test', version: '1.0.0' });
await client.connect(transport);
const hasGivenUp = new Promise((resolve) => {
  client.onerror = ({ message }) => {
    print('error', message);
    if (message.startsWith('Maximum')) resolve();
  };
});
const call = new AbortController();
const tool = why === 'cancelled' ? 'count' : 'test_reconnection';
client.callTool({ name: tool, arguments: { to: 1000 } }, undefined, {
  signal: call.signal,
  onprogress: () => call.abort(why),
}).catch(() => {});
await hasGivenUp;
const result = await client.callTool({ name: 'echo', arguments: { text: 'still here' } });
print('result', result.content[0].text);
client.onerror = () => {}; // its own streams are aborted
await client.close();
