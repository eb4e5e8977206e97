// What Lua costs: a GET whose script checks each answer, beside the plain GET of `rushhour bench`, which has no script, in turn on the same
// server. What a run has besides (its directory, its report) is inside the script's CPU time.
'use strict';

const { compare } = require('./comparison.cjs');
const { rushhour_bench, scenario } = require('./generators.cjs');
const { require_two_cores, seconds } = require('./processes.cjs');
const { start_nginx, start_null_server, with_server } = require('./servers.cjs');

const ours = [scenario('script with a check', 'check.lua')];
const peers = [{ tool: { ...rushhour_bench, name: 'no script' }, goal: '>= 0.85' }];

module.exports = async function measure_script() {
  require_two_cores();
  const rows = [];
  const details = {};
  for (const start of [start_nginx, start_null_server]) {
    await with_server(start, async (server) => {
      const load = { ...server, connections: 64, seconds: seconds() };
      const compared = await compare({ what: `Lua, ${server.name}`, ours, peers, load });
      rows.push(...compared.rows);
      details[server.name] = compared.results;
    });
  }
  return { rows, details };
};
