import { HttpAgent } from '@ag-ui/client';
import { askForAll, describe } from './cases.mjs';

await askForAll((url, { signal }) => new ReadableStream({
  async start(answer) {
    const agent = new HttpAgent({ url: `${url}/agent` });
    signal.addEventListener('abort', () => agent.abortRun());
    try {
      await agent.runAgent({}, {
        onTextMessageContentEvent: ({ event }) => answer.enqueue({ text: event.delta }),
        onRunErrorEvent: ({ event }) => answer.enqueue({ error: `RUN_ERROR: ${event.message}` }),
        onRunFinishedEvent: () => answer.enqueue({ end: 'finished' }),
      });
    } catch (error) {
      answer.enqueue({ error: describe(error) });
    }
    answer.close();
  },
}), ['retried']);
