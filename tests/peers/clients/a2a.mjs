// The A2A client of the official SDK. usage: node clients/a2a.mjs URL
// Prints the kind and the state of each event, then the error or the end.
import { Message, Role } from '@a2a-js/sdk';
import { ClientFactory } from '@a2a-js/sdk/client';

const client = await new ClientFactory().createFromUrl(process.argv[2]);
const message = Message.fromJSON({ messageId: 'm', role: 'ROLE_USER', parts: [{ text: 'Hello' }] });
try {
  for await (const { payload } of client.sendMessageStream({ message })) {
    console.log(`${payload.$case} ${payload.value.status?.state ?? payload.value.artifact.parts[0].content.value}`);
  }
  console.log('end');
} catch (error) {
  console.log(`error ${error.name}`);
}
