// A target under siege: its store is held to 2,000 operations a second by a fault, 2,000 connections send a head a byte at a time, and a
// flood of four times what the store can take comes from one client. How are the others served meanwhile, who order half of what the
// store can take, and five seconds after?
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const { given, in_scratch, memory_of, pause, require_two_cores, run_scenario } = require('./processes.cjs');
const { start_target } = require('./servers.cjs');

const capacity = 2000;
const stretch_s = 8;
const flood_s = stretch_s + 4;
const usual_s = 1;
const siege_s = usual_s + stretch_s + 5; // the flood begins two seconds before it is looked at
const after_s = siege_s - 2 + flood_s + 5;

/** Slow clients: each sends one more byte of its head a second, all of them evenly spread, and comes again when it is cut. */
function besiege(url, count) {
  const port = Number(new URL(url).port);
  const sockets = [];
  let cut = 0;
  let over = false;
  const come = (i) => {
    const socket = net.connect(port, '127.0.0.1');
    sockets[i] = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      if (over) return;
      cut += 1;
      come(i);
    });
    socket.write('POST /api/orders HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  };
  let next = 0;
  const timer = setInterval(() => {
    for (let n = 0; n < count / 100; n += 1, next = (next + 1) % count) {
      if (!sockets[next]) come(next);
      else sockets[next].write('x');
    }
  }, 10);
  return () => {
    over = true;
    clearInterval(timer);
    for (const socket of sockets) socket?.destroy();
    return cut;
  };
}

async function hold_to_capacity(target, folder) {
  const token = fs.readFileSync(path.join(folder, 'target', 'admin.token'), 'utf8');
  const answer = await fetch(`${target.url}/api/admin/faults`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ kind: 'pool', size: 1, hold: `${1000 / capacity}ms` }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

module.exports = async function measure_siege() {
  require_two_cores();
  return in_scratch(async (folder) => {
    const target = await start_target(folder);
    try {
      await hold_to_capacity(target, folder);
      const words = given({ RATE: capacity / 2, SECONDS: stretch_s, USUAL: usual_s, SIEGE: siege_s, AFTER: after_s });
      const guests = run_scenario('siege.lua', target.url, words, { may_fail: true });
      guests.catch(() => {});  // told when it is waited for
      await pause((siege_s - 2) * 1000);
      const before_bytes = memory_of(target.child.pid).resident;
      const lift = besiege(target.url, 2000);
      await run_scenario('flood.lua', target.url, given({ RATE: 4 * capacity, SECONDS: flood_s }), { may_fail: true });
      const after_bytes = memory_of(target.child.pid).resident;
      const cut = lift();
      const { json } = await guests;
      const step = (name) => json.steps.find((one) => one.step === name);
      const p99 = (name) => step(name).response_time_ns.p99;
      const refused = step('siege').errors / step('siege').count;
      const ratio = (name) => p99(name) / p99('usual');
      return {
        rows: [
          { what: 'siege: p99 of others, beside their usual', figure: ratio('siege'), unit: 'x', goal: '< 3', met: ratio('siege') < 3,
            note: `${(p99('usual') / 1e6).toFixed(1)} ms usually, ${(p99('siege') / 1e6).toFixed(1)} ms under siege` },
          { what: 'siege: others refused', figure: refused * 100, unit: '%', note: `of ${step('siege').count}` },
          { what: 'siege: p99 five seconds after it', figure: ratio('after'), unit: 'x', goal: '< 3', met: ratio('after') < 3 },
          { what: 'siege: memory that it took', figure: (after_bytes - before_bytes) / 2 ** 20, unit: 'MB',
            note: `2,000 slow connections, cut ${cut} times, and ${2 * capacity} users of the flood's` },
        ],
        details: { steps: json.steps, before_bytes, after_bytes, cut },
      };
    } finally {
      await target.stop();
    }
  });
};
