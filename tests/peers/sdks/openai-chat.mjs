import OpenAI from 'openai';
import { askForAll } from './cases.mjs';

await askForAll(async function* (baseURL, { retries, signal }) {
  const client = new OpenAI({ baseURL, apiKey: 'key', maxRetries: retries });
  const messages = [{ role: 'user', content: 'Count.' }];
  const stream = await client.chat.completions.create({ model: 'scripted', messages, stream: true }, { signal });
  for await (const { choices: [choice] } of stream) {
    yield { text: choice.delta.content, end: choice.finish_reason ?? undefined };
  }
});
