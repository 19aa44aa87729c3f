import { GoogleGenAI } from '@google/genai';
import { askForAll } from './cases.mjs';

await askForAll(async function* (baseUrl, { signal }) {
  const client = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl } });
  const stream = await client.models.generateContentStream({ model: 'scripted', contents: 'Count.', config: { abortSignal: signal } });
  for await (const { candidates: [candidate] } of stream) {
    yield { text: candidate.content.parts[0].text, end: candidate.finishReason };
  }
});
