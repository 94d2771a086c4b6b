// `npm run page [-- PORT]`: serves the built page to this machine only, until interrupted.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../dist/web/', import.meta.url));
const port = Number(process.argv[2] ?? 8317);
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

if (!existsSync(join(folder, 'index.html'))) {
  console.error('the page is not built: run `npm run build` first');
  process.exit(1);
}
const server = createServer((request, response) => {
  const name = normalize((request.url ?? '/').split('?')[0] ?? '/');
  const path = join(folder, name.endsWith('/') ? `${name}index.html` : name);
  if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
  createReadStream(path).pipe(response);
});
server.on('error', (error) => {
  console.error(`cannot serve on port ${port}: ${error.message}; try \`npm run page -- ${port + 1}\``);
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () =>
  console.log(`pagewalk's page: http://127.0.0.1:${port}/   (Ctrl-C ends it)`),
);
