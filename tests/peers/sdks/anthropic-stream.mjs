import Anthropic from '@anthropic-ai/sdk';
import { askForAll } from './cases.mjs';

await askForAll(async function* (baseURL, { retries, signal }) {
  const client = new Anthropic({ baseURL, apiKey: 'key', maxRetries: retries });
  const messages = [{ role: 'user', content: 'Count.' }];
  const stream = client.messages.stream({ model: 'scripted', max_tokens: 100, messages }, { signal });
  for await (const { delta } of stream) {
    yield { text: delta?.text, end: delta?.stop_reason };
  }
});
