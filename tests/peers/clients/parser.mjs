// fetch and eventsource-parser, with a hand-written reconnect loop. usage: node parser.mjs URL
import { createParser } from 'eventsource-parser';
import { end, print } from './print.mjs';

let lastEventId = '';
let wait = 3000;

const read = async () => {
  const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
  const response = await fetch(process.argv[2], { headers });
  if (response.status === 204) end();
  const parser = createParser({ onEvent: e => print(e.event, (lastEventId = e.id ?? lastEventId), e.data), onRetry: ms => (wait = ms) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));
};

for (;;) {
  await read().catch(error => console.error(error.message));
  await new Promise(done => setTimeout(done, wait));
}
