// node-mercure, a hub. usage: node mercure.cjs PORT KEY HISTORY
// Version 0.1.0 answers 401 to every client: it loses `this` on a connection, and reads the claims from the wrong object.
// This script works around both. It also adds a history that survives a restart, as other hubs have.
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { Server } = require('mercure');
const jwt = createRequire(require.resolve('mercure'))('jsonwebtoken');

const [, , port, jwtKey, history] = process.argv;
const { hub } = new Server({
  jwtKey, path: '/hub', allowAnonymous: false, publishAllowedOrigins: ['http://example.com'], ignorePublisherId: false,
});
hub.onSseConnection = hub.onSseConnection.bind(hub);
jwt.verifyAsync = (token, key) => new Promise((resolve, reject) => {
  jwt.verify(token, key, (error, claims) => (error ? reject(error) : resolve(claims)));
});

if (existsSync(history)) hub.history.updates = readFileSync(history, 'utf8').trim().split('\n').map(line => JSON.parse(line));
hub.on('publish', update => appendFileSync(history, JSON.stringify(update) + '\n'));
process.on('SIGTERM', () => hub.end().then(() => process.exit(0)));
hub.listen(+port, '127.0.0.1');
