// The client of graphql-sse. usage: node clients/graphql-sse.mjs URL. Prints each result, then the error or the end.
import { createClient } from 'graphql-sse';

const client = createClient({ url: process.argv[2], retryAttempts: 0 });
client.subscribe({ query: 'subscription { count(to: 3) }' }, {
  next: (result) => console.log(result.data.count),
  error: (error) => console.log(`error ${error.name}`),
  complete: () => console.log('end'),
});
