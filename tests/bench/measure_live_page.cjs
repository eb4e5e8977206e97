// What the live page costs: CPU of its thread while a run goes on, with one reader of the stream and with nobody looking.
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const binary = process.env.RUSHHOUR ?? path.resolve(__dirname, '../../build/release/rushhour');
const [seconds, rate, steps] = [20, 100, 50];
const goal = 3;
const clock_ticks_s = 100; // of /proc, on Linux

const scenario = `
local http = require "rushhour.http"
options = { scenarios = { diners = { executor = "constant-arrival-rate", rate = "${rate}/s", duration = "${seconds + 5}s", max_vus = 200,
                                     exec = "go" } } }
function go() http.get("/", { name = "step " .. math.random(1, ${steps}) }) end
`;

/** CPU seconds of the thread that serves the page. */
function used(pid) {
  for (const task of fs.readdirSync(`/proc/${pid}/task`)) {
    const stat = fs.readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8');
    if (!stat.includes('(viewing)')) continue;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / clock_ticks_s;
  }
  throw new Error('the process has no thread that serves a page');
}

async function measure(watched) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rushhour-live-'));
  const target = http.createServer((request, response) => response.end('ok'));
  await new Promise((resolve) => target.listen(0, '127.0.0.1', resolve));
  fs.writeFileSync(path.join(folder, 'live.lua'), scenario);
  const args = ['run', path.join(folder, 'live.lua'), '--target', `http://127.0.0.1:${target.address().port}`, '--no-annotations',
    '--dashboard', '--out', folder];
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const found = /dashboard {2}(http:\/\/[^#]*)#/.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('close', () => reject(new Error(said)));
  });
  await pause(2000);
  let bytes = 0;
  const count = (response) => response.on('data', (part) => { bytes += part.length; }).on('error', () => {});
  if (watched) http.get(`${url}events`, count).on('error', () => {});
  const before = used(child.pid);
  await pause(seconds * 1000);
  const cost = used(child.pid) - before;
  child.kill('SIGINT');
  await ended;
  target.closeAllConnections();
  target.close();
  fs.rmSync(folder, { recursive: true, force: true });
  return { percent: 100 * cost / seconds, bytes };
}

module.exports = async function measure_live_page() {
  const nobody = await measure(false);
  const reader = await measure(true);
  const told = `${Math.round(reader.bytes / seconds / 1000)} KB/s told`;
  const note = `${told}, at ${rate}/s with ${steps} steps; ${nobody.percent.toFixed(2)} % while nobody looks`;
  const met = reader.percent < goal;
  const row = { what: 'live page, one reader', figure: reader.percent, unit: '% of a core', goal: '< 3 %', met, note };
  return { rows: [row], details: { nobody, reader } };
};
