// Servers of agents' protocols, each of the official package. usage: node servers/agents.mjs PORT
// POST /ag-ui: AG-UI. POST /a2a and the agent card: A2A over JSON-RPC; a task whose message is "wait" waits for POST /release.
// /graphql: GraphQL over SSE.
import express from 'express';
import { EventType } from '@ag-ui/core';
import { EventEncoder } from '@ag-ui/encoder';
import { AgentCard, Role, TaskState } from '@a2a-js/sdk';
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/express';

const port = Number(process.argv[2]);
let release;
const released = new Promise((resolve) => { release = resolve; });
const app = express();

app.post('/ag-ui', express.json(), (request, response) => {
  const encoder = new EventEncoder({ accept: request.headers.accept });
  const { threadId, runId } = request.body;
  response.setHeader('Content-Type', encoder.getContentType());
  response.write(encoder.encode({ type: EventType.RUN_STARTED, threadId, runId }));
  for (const delta of ['One ', 'two.']) {
    response.write(encoder.encode({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: 'm', delta }));
  }
  response.end(encoder.encode({ type: EventType.RUN_FINISHED, threadId, runId }));
});

const executor = {
  async execute({ taskId, contextId, userMessage }, bus) {
    const state = (value) => ({ state: value, timestamp: new Date().toISOString(), message: undefined });
    bus.publish(AgentEvent.task({
      id: taskId, contextId, status: state(TaskState.TASK_STATE_SUBMITTED), artifacts: [], history: [userMessage], metadata: undefined,
    }));
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: state(TaskState.TASK_STATE_WORKING), metadata: undefined }));
    if (userMessage.parts[0].content.value === 'wait') await released;
    const part = { content: { $case: 'text', value: 'One two.' }, metadata: undefined, filename: '', mediaType: 'text/plain' };
    bus.publish(AgentEvent.artifactUpdate({
      taskId, contextId, lastChunk: true, append: false, metadata: undefined,
      artifact: { artifactId: 'a', name: 'answer', description: '', parts: [part], metadata: undefined, extensions: [] },
    }));
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: state(TaskState.TASK_STATE_COMPLETED), metadata: undefined }));
  },
  async cancelTask() {},
};
const card = AgentCard.fromJSON({
  name: 'agent', description: 'An agent', version: '1.0.0', capabilities: { streaming: true }, skills: [],
  defaultInputModes: ['text'], defaultOutputModes: ['text'],
  supportedInterfaces: [{ url: `http://127.0.0.1:${port}/a2a`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
});
const handler = new DefaultRequestHandler(card, new InMemoryTaskStore(), executor);
app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: handler }));
app.use('/a2a', jsonRpcHandler({ requestHandler: handler, userBuilder: UserBuilder.noAuthentication }));

const number = { type: GraphQLInt, args: { to: { type: GraphQLInt } }, resolve: (_, { to }) => to };
const count = {
  ...number,
  async *subscribe(_, { to }) {
    for (let n = 1; n <= to; n++) yield n;
  },
  resolve: (n) => n,
};
app.all('/graphql', createHandler({
  schema: new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { number } }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { count } }),
  }),
}));

app.post('/release', (_, response) => {
  release();
  response.end();
});

app.listen(port, '127.0.0.1');
