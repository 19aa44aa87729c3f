// usage: node development.mjs PORT SERVER
// A development server of Node, as webpack, Vite and Next.js have one: it compresses what it proxies.
import compression from 'compression';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const [port, server] = process.argv.slice(2);
express()
  .use(compression())
  .use(createProxyMiddleware({ target: server, changeOrigin: true }))
  .listen(+port, '127.0.0.1');
