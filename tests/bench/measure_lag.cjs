// How late what is due leaves: 20,000 requests a second from one worker, and from a bare epoll loop, in turn, on the same server. Both have
// 256 connections and a second of warm-up, both read the clock just before each send, and neither counts the wait for a busy server.
'use strict';

const { ratio_row } = require('./arithmetic.cjs');
const { require_two_cores, rounds, run_scenario, run_timed, seconds, yardstick } = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');

const rate = 20_000;
const users = 256;
const warmup = 1;
const goal = '<= 1.2';

async function bare_loop(server, length) {
  const words = [server.url, server.path, rate, length, users, warmup].map(String);
  const { stdout, stderr, cpu_s } = await run_timed(yardstick('bare_loop'), words);
  if (stdout === '') throw new Error(`bare loop: ${stderr}`);
  const measured = JSON.parse(stdout);
  if (measured.errors > 0) throw new Error(`bare loop: ${measured.errors} errors`);
  return { ...measured, cpu_s };
}

async function rushhour(server, length) {
  const words = ['-e', `SECONDS=${length}`, '-e', `RATE=${rate}`, '-e', `USERS=${users}`, '-e', `WARMUP=${warmup}`];
  const { json, cpu_s } = await run_scenario('lag.lua', server.url, words);
  const { send_lag_ns, waited_for_user: waited } = json.generator;
  if (typeof send_lag_ns['p99.9'] !== 'number') throw new Error('rushhour: too few requests for a p99.9 of the send lag');
  return { requests: json.totals.count, waited, cpu_s, send_lag_ns, verdict: json.verdict };
}

/** Where the server kept every connection busy, the lag is that of answers and not of a clock; such a round says nothing. */
const says_something = ({ bare, rushhour: ours }) => [bare, ours].every(({ waited, requests }) => waited <= requests / 100);

module.exports = async function measure_lag() {
  require_two_cores();
  // A p99.9 wants 10,000 samples; shorter than two seconds there would be none left after the warm-up.
  const length = Math.max(2, seconds() + warmup);
  const details = [];
  await with_server(start_nginx, async (server) => {
    for (let round = 0; round < rounds(); ++round) {
      const first = round % 2 === 0 ? await rushhour(server, length) : undefined;
      const bare = await bare_loop(server, length);
      details.push({ bare, rushhour: first ?? await rushhour(server, length) });
    }
  });
  const results = details.filter(says_something);
  if (results.length === 0) throw new Error('the server did not keep up with 20,000 requests a second; is the machine busy?');
  const left_out = results.length < details.length ? `; ${details.length - results.length} rounds left out, the server was too slow` : '';
  const rows = ['p50', 'p99', 'p99.9'].map((name) => {
    const lag = (who) => (round) => round[who].send_lag_ns[name];
    const us = (who) => results.map((round) => (lag(who)(round) / 1e3).toFixed(0)).join(' ');
    return ratio_row({
      what: `send lag at 20,000/s: ${name}, rushhour / bare loop`, rounds: results, above: lag('rushhour'), below: lag('bare'), goal,
      note: `${us('rushhour')} us against ${us('bare')} us${left_out}`,
    });
  });
  return { rows, details };
};
