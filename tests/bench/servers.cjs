// The servers that all generators of the bench are sent to, on the server's core.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const { binary, pause, server_core, start_on } = require('./processes.cjs');

const free_port = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function answers(port, says) {
  for (let tries = 0; tries < 200; ++tries) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await pause(50);
  }
  throw new Error(`${says} does not listen on port ${port}`);
}

// 20,000 descriptors and all their connections: the bench's greatest crowd has 18,000 users.
const settings = (folder, port, tls_port) => `
daemon off; master_process off; worker_rlimit_nofile 20000; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 19900; }
http {
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=10;
  keepalive_timeout 300s; keepalive_requests 1000000000; default_type text/plain;
  types { application/json json; }
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  ssl_certificate ${folder}/server.crt; ssl_certificate_key ${folder}/server.key;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    listen 127.0.0.1:${tls_port} ssl backlog=4096;
    root ${folder}/www;
    location = /orders { default_type application/json; return 201 '{"id":"1f0c","status":"placed","total":1990}'; }
    location = /resumed { keepalive_timeout 0; return 200 $ssl_session_reused; }
  }
}`;

function certificate(folder) {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', 'server.key', '-out', 'server.crt'];
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  return path.join(folder, 'server.crt');
}

/**
 * nginx in one process: 128 bytes as /small.txt, a POST to /orders answered with 201 and a line of JSON, over http (`url`) and https
 * (`tls_url`, to be trusted by `ca`; /resumed says "r" to who brought a session of an earlier connection, and
 * closes). `files`, {name: text}, are served besides.
 */
async function start_nginx(files = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-bench-'));
  fs.mkdirSync(path.join(folder, 'www'));
  fs.writeFileSync(path.join(folder, 'www/small.txt'), `${'x'.repeat(127)}\n`);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, 'www', name), text);
  fs.chmodSync(folder, 0o755);
  const ca = certificate(folder);
  const [port, tls_port] = [await free_port(), await free_port()];
  fs.writeFileSync(path.join(folder, 'nginx.conf'), settings(folder, port, tls_port));
  const command = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
  const { child, end } = start_on(server_core, command, ['-p', folder, '-c', path.join(folder, 'nginx.conf')]);
  const stop = async () => {
    await end();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  await answers(port, 'nginx').catch(async (error) => {
    await stop();
    throw error;
  });
  return { name: 'nginx', url: `http://127.0.0.1:${port}`, tls_url: `https://127.0.0.1:${tls_port}`, path: '/small.txt', ca, child, stop };
}

/** The null server that rushhour brings along: two bytes to whoever asks, at the least cost, so that the generator is what limits. */
async function start_null_server() {
  const port = await free_port();
  const { child, end: stop } = start_on(server_core, binary, ['bench', '--null-server', String(port)]);
  await answers(port, 'the null server').catch(async (error) => {
    await stop();
    throw error;
  });
  return { name: 'null server', url: `http://127.0.0.1:${port}`, path: '/small.txt', child, stop };
}

/** The target, its orders in `folder`; `body_of(path)` reads what it answers there. */
async function start_target(folder, flags = [], cores = server_core) {
  const port = await free_port();
  const words = ['target', '--listen', `127.0.0.1:${port}`, '--data', path.join(folder, 'target'), ...flags];
  const { child, end: stop } = start_on(cores, binary, words);
  await answers(port, 'the target').catch(async (error) => {
    await stop();
    throw error;
  });
  const url = `http://127.0.0.1:${port}`;
  return { name: 'rushhour target', url, child, stop, body_of: async (where) => (await fetch(url + where)).text() };
}

/** Starts a server, hands it to `use`, and stops it whatever happens. */
async function with_server(start, use) {
  const server = await start();
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

module.exports = { start_nginx, start_null_server, start_target, with_server };
