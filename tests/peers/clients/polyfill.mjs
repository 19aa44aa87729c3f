// event-source-polyfill; it sends the last event ID in the query. It looks for a browser, and makes do with a little of one. usage: node polyfill.mjs URL [as-published]
// As published (1.0.31) it reads the body of a 204, where fetch gives none, takes that for a fault and comes back for ever. That is mended here, from outside.
import { createRequire } from 'node:module';
import { end, print } from './print.mjs';

globalThis.window ??= globalThis;
globalThis.document ??= undefined;
const { fetch } = globalThis;
const mended = async (...request) => {
  const response = await fetch(...request);
  return response.body ? response : Object.defineProperty(response, 'body', { value: new Blob([]).stream() });
};
if (process.argv[3] !== 'as-published') globalThis.fetch = mended;

const { EventSourcePolyfill } = createRequire(import.meta.url)('event-source-polyfill');
const source = new EventSourcePolyfill(process.argv[2]);
const on = e => print(e.type, e.lastEventId, e.data);
source.onmessage = on;
source.addEventListener('tick', on);
source.onerror = () => source.readyState === EventSourcePolyfill.CLOSED && end();
