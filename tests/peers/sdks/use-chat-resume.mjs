// usage: node use-chat-resume.mjs URL. A page that is reloaded in the middle of an answer: prints what each of its lives shows, as JSON.
import { Chat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';

const url = process.argv[2];
const transport = new DefaultChatTransport({ api: `${url}api/chat` });
const textOf = chat => chat.messages.filter(m => m.role === 'assistant').flatMap(m => m.parts).map(part => part.text ?? '').join('');
const open = () => new Chat({ id: 'chat_1', transport });
const half = chat => new Promise(seen => {
  chat['~registerMessagesCallback'](() => textOf(chat).endsWith('three ') && seen());
});

const first = open();
const sending = first.sendMessage({ text: 'Count.' });
await half(first);
await first.stop(); // as a page that is closed does
await sending;

const second = open();
const resumed = half(second);
const resuming = second.resumeStream();
await resumed;
await fetch(`${url}go`); // the model goes on
await resuming;

const third = open();
await third.resumeStream();

console.log(JSON.stringify([first, second, third].map(chat => [textOf(chat), chat.status, chat.error?.message ?? null])));
process.exit(0);
