// @microsoft/fetch-event-source: the caller decides whether to reconnect. It needs a window and a document.
// usage: node fetch-event-source.mjs URL [METHOD]
import { createRequire } from 'node:module';
import { end, print } from './print.mjs';

globalThis.window ??= globalThis;
globalThis.document ??= Object.assign(new EventTarget(), { hidden: false });
const { fetchEventSource } = createRequire(import.meta.url)('@microsoft/fetch-event-source');
const [, , url, method = 'GET'] = process.argv;

await fetchEventSource(url, {
  method,
  openWhenHidden: true,
  onopen: async response => response.status === 204 && end(),
  onmessage: e => e.data && print(e.event, e.id, e.data),
  onclose: () => { throw new Error('reconnect'); },
  onerror: () => 100,
});
