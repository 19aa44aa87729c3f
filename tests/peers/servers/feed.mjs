// The stream that each server sends: event N has ID N and identifiable data. Every fifth event has the default type, the others are ticks.
// ?ms= is the interval, ?close= the number of events before the server closes the stream, ?until= the last event before 204.
export const event = n => ({ id: String(n), event: n % 5 ? 'tick' : undefined, data: { n, text: 'größer 🚀' } });

export const plan = (lastEventId, query) => {
  const first = Number(lastEventId || 0) + 1;
  const until = Number(query.until ?? Infinity);
  return { first, last: Math.min(until, first + Number(query.close ?? Infinity) - 1), ms: Number(query.ms ?? 1), isOver: first > until };
};

export const sleep = ms => new Promise(done => setTimeout(done, ms));
export const query = url => Object.fromEntries(new URL(url, 'http://x').searchParams);
export const frame = e => `id: ${e.id}\n${e.event ? `event: ${e.event}\n` : ''}data: ${JSON.stringify(e.data)}\n\n`;
