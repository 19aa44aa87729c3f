import { createOpenAI } from '@ai-sdk/openai';
import { streamText } from 'ai';
import { askForAll } from './cases.mjs';

await askForAll(async function* (baseURL, { retries, signal }) {
  const provider = createOpenAI({ baseURL, apiKey: 'key' });
  const { fullStream } = streamText({
    model: provider('scripted'), prompt: 'Count.', maxRetries: retries, abortSignal: signal, onError: () => {},
  });
  for await (const part of fullStream) {
    if (part.type === 'error') {
      throw part.error;
    }
    yield { text: part.type === 'text-delta' ? part.text : '', end: part.type === 'finish' ? part.finishReason : undefined };
  }
});
