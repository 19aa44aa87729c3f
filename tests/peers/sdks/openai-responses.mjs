import OpenAI from 'openai';
import { askForAll } from './cases.mjs';

await askForAll(async function* (baseURL, { retries, signal }) {
  const client = new OpenAI({ baseURL, apiKey: 'key', maxRetries: retries });
  const stream = await client.responses.create({ model: 'scripted', input: 'Count.', stream: true }, { signal });
  for await (const event of stream) {
    yield {
      text: event.type === 'response.output_text.delta' ? event.delta : '',
      end: event.type === 'response.completed' ? event.response.status : undefined,
    };
  }
});
