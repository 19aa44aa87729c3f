// A forward proxy for http:// URLs. usage: node forward.mjs ADDRESS PORT; its own connections come from ADDRESS
import { createServer, request } from 'node:http';

const [address, port] = process.argv.slice(2);

createServer((req, res) => {
  const outgoing = request(req.url, { method: req.method, headers: req.headers, localAddress: address }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  });
  outgoing.on('error', () => res.destroy());
  res.on('close', () => outgoing.destroy());
  req.pipe(outgoing);
}).listen(+port, address);
