// The MCP client of the official SDK. usage: node clients/mcp.mjs URL TOOL [ARGUMENTS]
// Prints the tools, the progress of a call, its result and the number of connections, each as a line of JSON.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, tool, args] = process.argv.slice(2);
const print = (name, value) => console.log(JSON.stringify([name, value]));

const resumed = [];
const transport = new StreamableHTTPClientTransport(new URL(url), {
  fetch: (input, init) => {
    const id = new Headers(init.headers).get('last-event-id');
    if (id && !id.startsWith('1/')) resumed.push(id); // 1 is the stream of notifications, which is resumed too
    return fetch(input, init);
  },
});
const client = new Client({ name: 'test', version: '1.0.0' });
client.onerror = (error) => print('error', error.message);
await client.connect(transport);
print('server', client.getServerVersion().name);
print('tools', (await client.listTools()).tools.map((t) => t.name));
const result = await client.callTool(
  { name: tool, arguments: JSON.parse(args ?? '{}') }, undefined, { onprogress: (p) => print('progress', p.progress) });
print('result', result.content[0].text);
print('resumed', resumed.length);
client.onerror = () => {}; // its own streams are aborted
await transport.terminateSession();
await client.close();
print('end', null);
