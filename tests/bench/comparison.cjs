// Ours and the peers in turn under one load, as rows: what each sends per second of its CPU time, and the ratios of each round.
'use strict';

const { median, ratio_row } = require('./arithmetic.cjs');
const { rounds } = require('./processes.cjs');

/** Runs `contestants` in turn, every other round backwards: an array of {name: {requests, cpu_s, per_cpu_s, rate}}. */
async function in_turn(contestants, load) {
  const results = [];
  for (let round = 0; round < rounds(); ++round) {
    const result = {};
    for (const { name, run } of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      const measured = await run(load);
      const { requests, cpu_s, seconds = load.seconds } = measured;
      result[name] = { ...measured, per_cpu_s: requests / cpu_s, rate: requests / seconds };
    }
    results.push(result);
  }
  return results;
}

/**
 * The rows of results that in_turn gave. A goal is for the first of `ours`; the others are set beside those peers that have one. Peers are
 * {tool, goal, note}; those whose name has no results were not there.
 */
function rows_of({ what, results, ours, peers }) {
  const has = ({ tool }) => tool.name in results[0];
  const per_cpu = (name) => (round) => round[name].per_cpu_s;
  const row_of = ({ name }) => ({
    what: `${what}: ${name}`, figure: median(results.map(per_cpu(name))), unit: '/cpu s',
    note: `${Math.round(median(results.map((round) => round[name].rate))).toLocaleString('en-US')}/s`,
  });
  const beside = ({ name }, { tool, goal, note }) => ratio_row({
    what: `${what}: ${name} / ${tool.name}`, rounds: results, above: per_cpu(name), below: per_cpu(tool.name), goal, note,
  });
  const [first, ...others] = ours;
  const present = peers.filter(has);
  return [
    ...ours.map(row_of),
    ...present.map(({ tool }) => ({ ...row_of(tool), aside: true })),
    ...present.map((peer) => beside(first, peer)),
    ...others.flatMap((our) => present.filter(({ goal }) => goal).map(({ tool }) => beside(our, { tool }))),
    ...peers.filter((peer) => !has(peer)).map(({ tool }) => ({ what: `${what}: ${tool.name}`, unit: '', note: 'not installed' })),
  ];
}

/** Measures ours and those peers that are installed: {rows, results}. */
async function compare({ what, ours, peers, load }) {
  const results = await in_turn([...ours, ...peers.map(({ tool }) => tool).filter((tool) => tool.installed())], load);
  return { rows: rows_of({ what, results, ours, peers }), results };
}

module.exports = { compare, in_turn, rows_of };
