import { Chat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { askForAll, describe } from './cases.mjs';

// Chat is what useChat renders.
await askForAll((url, { signal }) => new ReadableStream({
  async start(answer) {
    let text = '';
    const chat = new Chat({
      transport: new DefaultChatTransport({ api: `${url}/api/chat` }),
      onFinish: ({ finishReason }) => answer.enqueue({ end: finishReason }),
    });
    signal.addEventListener('abort', () => chat.stop());
    chat['~registerMessagesCallback'](() => {
      const parts = chat.lastMessage.role === 'assistant' ? chat.lastMessage.parts : [];
      const whole = parts.map(part => part.text ?? '').join('');
      answer.enqueue({ text: whole.slice(text.length) });
      text = whole;
    });
    await chat.sendMessage({ text: 'Count.' });
    if (chat.error) {
      answer.enqueue({ error: describe(chat.error) });
    }
    answer.close();
  },
}), ['retried']);
