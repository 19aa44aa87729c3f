// event-source-polyfill, which sends the last event ID in the query. It needs a window. usage: node polyfill.mjs URL [as-published]
// Version 1.0.31 reads the body of a 204 response, which fetch returns as null, treats that as an error and reconnects forever.
// This script works around it by adding an empty body.
import { createRequire } from 'node:module';
import { end, print } from './print.mjs';

globalThis.window ??= globalThis;
globalThis.document ??= undefined;
const { fetch } = globalThis;
const fetchWithBody = async (...request) => {
  const response = await fetch(...request);
  return response.body ? response : Object.defineProperty(response, 'body', { value: new Blob([]).stream() });
};
if (process.argv[3] !== 'as-published') globalThis.fetch = fetchWithBody;

const { EventSourcePolyfill } = createRequire(import.meta.url)('event-source-polyfill');
const source = new EventSourcePolyfill(process.argv[2]);
const on = e => print(e.type, e.lastEventId, e.data);
source.onmessage = on;
source.addEventListener('tick', on);
source.onerror = () => source.readyState === EventSourcePolyfill.CLOSED && end();
