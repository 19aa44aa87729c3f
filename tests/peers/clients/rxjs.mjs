// rxjs around an EventSource: one observable for all event types. usage: node rxjs.mjs URL
import { EventSource } from 'eventsource';
import { Observable } from 'rxjs';
import { end, print } from './print.mjs';

const events = new Observable(observer => {
  const source = new EventSource(process.argv[2]);
  for (const type of ['message', 'tick']) source.addEventListener(type, e => observer.next(e));
  source.onerror = () => source.readyState === EventSource.CLOSED && observer.complete();
  return () => source.close();
});
events.subscribe({ next: e => print(e.type, e.lastEventId, e.data), complete: end });
