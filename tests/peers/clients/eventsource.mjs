// usage: node eventsource.mjs URL
import { EventSource } from 'eventsource';
import { end, print } from './print.mjs';

const source = new EventSource(process.argv[2]);
const on = e => print(e.type, e.lastEventId, e.data);
source.onmessage = on;
source.addEventListener('tick', on);
source.onerror = () => source.readyState === EventSource.CLOSED && end();
