// Reads that the target answers from memory, beside nginx serving a file of the same bytes: what each answers per second of its own CPU
// time; and the positions of couriers that it takes. Both servers sit on the server's core and the generator on the other; CPU time is the
// server's, from /proc.
'use strict';

const fs = require('node:fs');

const { compare } = require('./comparison.cjs');
const { rushhour_bench, wrk, wrk_script } = require('./generators.cjs');
const { in_scratch, require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, start_target } = require('./servers.cjs');

const ticks_per_s = 100; // USER_HZ, which is the same on every Linux

/** CPU time of a process so far, all its threads inside. */
function cpu_s_of(pid) {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
  return (user + system) / ticks_per_s;
}

/** `server` under the load of `generator`: the CPU time is the server's. */
const served = (server, generator, words) => ({
  name: server.name,
  installed: () => true,
  run: async (load) => {
    const before = cpu_s_of(server.child.pid);
    const { requests } = await generator.run({ ...load, ...server, ...words });
    return { requests, cpu_s: cpu_s_of(server.child.pid) - before };
  },
});

async function compare_reads(what, target, nginx, generator, fields) {
  const of = (server) => served(server, generator, { fields: fields(server) });
  return compare({ what, ours: [of(target)], peers: [{ tool: of(nginx), goal: '>= 1.2' }], load: { connections: 64, seconds: seconds() } });
}

const none = () => [];
const if_known = ({ etag }) => [`If-None-Match: ${etag}`];

/** Whether a menu is really answered with 304 to who knows it; sets `etag`. */
async function revalidates(menu) {
  const address = menu.url + menu.path;
  menu.etag = (await fetch(address)).headers.get('etag');
  return menu.etag !== null && (await fetch(address, { headers: { 'if-none-match': menu.etag } })).status === 304;
}

/** What the target takes of a courier at work who sends fifty positions at a time. */
async function take_positions(target) {
  const post = async (where, body, fields) => {
    const answer = await fetch(target.url + where, { method: 'POST', headers: { 'content-type': 'application/json', ...fields }, body });
    if (!answer.ok) throw new Error(`${where}: ${await answer.text()}`);
    return answer.json();
  };
  const { token } = await post('/api/sessions', '{"courier":1,"password":"rushhour"}');
  await post('/api/couriers/1/shift', '{"on":true,"at":{"x":0,"y":0}}', { authorization: `Bearer ${token}` });
  const generator = wrk_script('wrk', 'positions.lua');
  const contestant = served({ ...target, path: '/api/couriers/1/positions' }, generator, { fields: [`Authorization: Bearer ${token}`] });
  return compare({ what: 'fifty positions, by wrk', ours: [contestant], peers: [], load: { connections: 64, seconds: seconds() } });
}

module.exports = async function measure_target() {
  require_two_cores();
  return in_scratch(async (folder) => {
    const target = await start_target(folder);
    const nginx = await start_nginx({ 'menu.json': await target.body_of('/api/restaurants/1/menu') }).catch(async (error) => {
      await target.stop();
      throw error;
    });
    try {
      const menus = [{ ...target, path: '/api/restaurants/1/menu' }, { ...nginx, path: '/menu.json' }];
      const results = {};
      const rows = [];
      const note = async (what, generator, fields) => {
        const compared = await compare_reads(`${what}, by ${generator.name}`, ...menus, generator, fields);
        results[`${what}, by ${generator.name}`] = compared.results;
        rows.push(...compared.rows);
      };
      await note('menu', wrk, none);
      await note('menu', rushhour_bench, none);
      const known = 'menu that is known (304)';
      if ((await Promise.all(menus.map(revalidates))).every(Boolean)) await note(known, wrk, if_known);
      else rows.push({ what: known, unit: '', note: 'not answered with 304 by both' });
      const positions = await take_positions(target);
      rows.push(...positions.rows);
      return { rows, details: { ...results, positions: positions.results } };
    } finally {
      await target.stop();
      await nginx.stop();
    }
  });
};
