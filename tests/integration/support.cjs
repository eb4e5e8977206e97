// What the tests of the built binary share: processes that end with their test, folders that vanish, servers that misbehave on purpose.
// Everything that is started is known by its handle; nothing is ever ended by name.
'use strict';

const { spawn, execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const top = path.resolve(__dirname, '../..');
const binary = process.env.RUSHHOUR ?? path.join(top, 'build/release/rushhour');

// Servers of the tests count what they are asked. Those that want to be asked for annotations say so.
process.env.RUSHHOUR_NO_ANNOTATIONS ??= '1';

/** A new folder of the test's own, removed when it ends. */
function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A process with its output so far in `stdout` and `stderr`; `exited` resolves to {code, signal} when it ended and both are complete. */
class Running {
  constructor(command, args, options = {}) {
    this.says = `${path.basename(command)} ${args.join(' ')}`;
    this.stdout = '';
    this.stderr = '';
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.child.stdout.setEncoding('utf8').on('data', (text) => { this.stdout += text; });
    this.child.stderr.setEncoding('utf8').on('data', (text) => { this.stderr += text; });
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get over() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  kill(signal) {
    if (!this.over) this.child.kill(signal);
  }

  /** Asks it to end and waits until it has. */
  async stop(signal = 'SIGTERM') {
    this.kill(signal);
    return this.exited;
  }

  /** The match of `pattern` in what it wrote to stdout or stderr, as soon as it is there. Fails when it ends before. */
  async says_so(pattern, patience_ms = 30_000) {
    const find = () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    return new Promise((resolve, reject) => {
      const give_up = (why) => finish(() => reject(new Error(`${this.says}: ${why}\n${this.stdout}${this.stderr}`)));
      const timer = setTimeout(() => give_up(`${pattern} was not said in ${patience_ms} ms`), patience_ms);
      const look = () => {
        const match = find();
        if (match) finish(() => resolve(match));
      };
      const ended = () => {
        if (find()) look();
        else give_up(`ended without saying ${pattern}`);
      };
      const finish = (then) => {
        clearTimeout(timer);
        this.child.stdout.off('data', look);
        this.child.stderr.off('data', look);
        this.child.off('close', ended);
        then();
      };
      this.child.stdout.on('data', look);
      this.child.stderr.on('data', look);
      this.child.once('close', ended);
      if (this.over && !find()) give_up(`had ended without saying ${pattern}`);
      else look();
    });
  }
}

/** Starts a process that is killed when the test ends, if it still lives. */
function start(t, command, args, options) {
  const running = new Running(command, args, options);
  t.after(async () => {
    running.kill('SIGKILL');
    await running.exited.catch(() => {});
  });
  return running;
}

/** Runs the binary to its end: {code, signal, stdout, stderr, json}; `json` is what --json printed, if it did. */
async function rushhour(t, args, options) {
  const running = start(t, binary, args, options);
  const { code, signal } = await running.exited;
  const { stdout, stderr } = running;
  return { code, signal, stdout, stderr, json: args.includes('--json') && stdout !== '' ? JSON.parse(stdout) : undefined };
}

/** The target that comes along, on a free port: {url, data, running}. */
async function start_target(t, { data = path.join(scratch(t), 'data'), args = [] } = {}) {
  const running = start(t, binary, ['target', '--listen', '127.0.0.1:0', '--data', data, '--seed', '1', ...args]);
  const [, url] = await running.says_so(/listening on (\S+)/);
  return { url, data, running };
}

/** A port of loopback that nobody listens on now. */
async function free_port() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A server of another process that answers at once, except that it stands still for stall_ms at the beginning of every period_ms. */
async function start_stall_server(t, { stall_ms = 1000, period_ms = 10_000 } = {}) {
  const running = start(t, process.execPath, [path.join(__dirname, 'stall_server.cjs'), String(stall_ms), String(period_ms)]);
  const [, url] = await running.says_so(/listening on (\S+)/);
  return { url, running };
}

/** A server of this process that answers 200 to everything; its URL. */
async function start_plain_server(t, on_request = () => {}) {
  const server = http.createServer((request, response) => {
    on_request(request);
    response.end('ok\n');
  });
  return serve(t, server, 'http');
}

async function serve(t, server, scheme) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${scheme}://127.0.0.1:${server.address().port}`;
}

const openssl = (folder, ...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

function authority(folder, name) {
  openssl(folder, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out',
    `${name}.crt`);
  return path.join(folder, `${name}.crt`);
}

const utc = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');

/** A certificate for `names`, good from `from` to `to` in days from now: {key, cert}; the files are NAME.key and NAME.crt. */
function certificate(folder, name, signed_by, names, [from, to] = [-1, 2]) {
  openssl(folder, 'req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  fs.writeFileSync(path.join(folder, 'index.txt'), '');
  fs.writeFileSync(path.join(folder, 'ca.conf'), `
    [ca]\ndefault_ca = this\n[this]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\ndefault_md = sha256\npolicy = any
    [any]\ncommonName = supplied\n[leaf]\nsubjectAltName = ${names}\n`);
  openssl(folder, 'ca', '-batch', '-notext', '-config', 'ca.conf', '-extensions', 'leaf', '-cert', `${signed_by}.crt`, '-keyfile',
    `${signed_by}.key`, '-startdate', utc(from), '-enddate', utc(to), '-in', `${name}.csr`, '-out', `${name}.crt`);
  const read = (ending) => fs.readFileSync(path.join(folder, `${name}.${ending}`));
  return { key: read('key'), cert: read('crt') };
}

/**
 * Certificates made now: `ca` is the file of the authority to trust; `good`, `unknown` (another authority's), `wrong_name`, `expired` and
 * `early` are for servers, or clients. locked.key is that of `good` behind a password.
 */
function make_certificates(folder) {
  const ca = authority(folder, 'trusted');
  authority(folder, 'stranger');
  const here = 'DNS:localhost,IP:127.0.0.1';
  const made = {
    ca,
    good: certificate(folder, 'good', 'trusted', here),
    unknown: certificate(folder, 'unknown', 'stranger', here),
    wrong_name: certificate(folder, 'elsewhere', 'trusted', 'DNS:elsewhere.example'),
    expired: certificate(folder, 'expired', 'trusted', here, [-3, -1]),
    early: certificate(folder, 'early', 'trusted', here, [1, 3]),
  };
  openssl(folder, 'pkey', '-in', 'good.key', '-aes256', '-passout', 'pass:secret', '-out', 'locked.key');
  return made;
}

/** An https server of this process that answers 200 to everything; its URL. `look` sees the server before it listens. */
function start_https_server(t, settings, look = () => {}) {
  const server = https.createServer(settings, (_, response) => response.end('{}'));
  look(server);
  return serve(t, server, 'https');
}

/** Waits until `holds()` is truthy and returns it; fails, saying what was awaited, after a minute. */
async function until(holds, says) {
  for (const begin = performance.now(); performance.now() - begin < 60_000;) {
    const value = holds();
    if (value) return value;
    await pause(20);
  }
  throw new Error(`${says}: awaited in vain`);
}

/** The ticks that the one run in `out` has written so far. */
function ticks_of(out) {
  if (!fs.existsSync(out) || fs.readdirSync(out).length === 0) return [];
  const file = path.join(run_directory(out), 'counters.jsonl');
  return fs.existsSync(file) ? read_json_lines(file) : [];
}

/** The one run directory in `out`. */
function run_directory(out) {
  const found = fs.readdirSync(out);
  if (found.length !== 1) throw new Error(`${found.length} run directories in ${out}: ${found.join(', ')}`);
  return path.join(out, found[0]);
}

const read_json = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));

/** The lines of a .jsonl that are whole. */
function read_json_lines(...parts) {
  const lines = fs.readFileSync(path.join(...parts), 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

/** Rows of an SQLite file as objects. */
function sql(database, statement) {
  const out = execFileSync('sqlite3', ['-readonly', '-json', database, statement], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return out === '' ? [] : JSON.parse(out);
}

/** Writes a scenario of the test's own and returns its path. */
function write_scenario(folder, text, name = 'scenario.lua') {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

module.exports = {
  binary, top, scratch, start, rushhour, start_target, free_port, start_stall_server, start_plain_server, serve, make_certificates,
  start_https_server, run_directory, ticks_of, until, read_json, read_json_lines, sql, write_scenario,
};
