// Processes to measure, pinned to a core, with the CPU time that they took; and nginx as the peer's and our own common server.
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const binary = process.env.RUSHHOUR ?? path.resolve(__dirname, '../../build/release/rushhour');
const server_core = 0;
const generator_core = 1;

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** Runs a command on the generator's core: {stdout, stderr, code, cpu_s}, where cpu_s is user and system time, children inside. */
function run_timed(command, args) {
  return new Promise((resolve, reject) => {
    // The times of bash are those of the children it waited for, to the millisecond; they stand in the last line of its stderr.
    const script = 'TIMEFORMAT="%U %S"; time taskset -c "$0" "$@"';
    const child = spawn('bash', ['-c', script, String(generator_core), command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
    child.once('error', reject);
    child.once('close', (code) => {
      const times = stderr.trimEnd().split('\n').at(-1).split(' ').map(Number);
      resolve({ stdout, stderr, code, cpu_s: times[0] + times[1] });
    });
  });
}

const free_port = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const settings = (folder, port) => `
daemon off; master_process off; worker_rlimit_nofile 20000; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 10000; }
http {
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=10;
  keepalive_timeout 300s; keepalive_requests 1000000000;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port} backlog=4096; root ${folder}/www; }
}`;

async function answers(port) {
  for (let tries = 0; tries < 100; ++tries) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx does not listen on port ${port}`);
}

/** nginx in one process on the server's core, serving 128 bytes as /small.txt: {url, pid, stop()}. */
async function start_nginx() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-bench-'));
  fs.mkdirSync(path.join(folder, 'www'));
  fs.writeFileSync(path.join(folder, 'www/small.txt'), `${'x'.repeat(127)}\n`);
  fs.chmodSync(folder, 0o755);
  const port = await free_port();
  fs.writeFileSync(path.join(folder, 'nginx.conf'), settings(folder, port));
  const nginx = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
  const words = ['-c', String(server_core), nginx, '-p', folder, '-c', path.join(folder, 'nginx.conf')];
  const child = spawn('taskset', words, { stdio: 'ignore' });
  const stop = async () => {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
    fs.rmSync(folder, { recursive: true, force: true });
  };
  await answers(port).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url: `http://127.0.0.1:${port}`, child, stop };
}

/** Runs the binary with --json on the generator's core, its run directory thrown away: {json, cpu_s}. */
async function run_rushhour(args) {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-bench-'));
  const ended = await run_timed(binary, ['run', ...args, '--threads', '1', '--out', out, '--json']);
  fs.rmSync(out, { recursive: true, force: true });
  if (ended.stdout === '') throw new Error(`rushhour ended with exit code ${ended.code}:\n${ended.stderr}`);
  return { ...ended, json: JSON.parse(ended.stdout) };
}

const require_two_cores = () => {
  if (os.cpus().length < 2) throw new Error('server and generator are pinned apart, which takes two cores');
  execFileSync('taskset', ['--version'], { stdio: 'ignore' });
};

module.exports = { binary, median, run_timed, run_rushhour, start_nginx, require_two_cores };
