// What an idle user costs: anonymous memory of a generator whose users have each asked once, keep their connections, and sleep. The slope
// from crowd to crowd is the price of a user; what the process takes by itself is left out by it. wrk and h2load, whose connections cannot
// be idle and have no script, are measured with as many at work.
'use strict';

const { crowd_points, crowd_row, judged, stretches } = require('./arithmetic.cjs');
const {
  binary, in_scratch, memory_of, pause, require_two_cores, run_words, sockets_of, start_generator, ticks_of, until,
} = require('./processes.cjs');
const { start_nginx, with_server } = require('./servers.cjs');
const { h2load, wrk } = require('./generators.cjs');

const crowds = [1000, 5000, 10_000, 18_000];
const tls_crowds = [1000, 4000];
const peer_crowds = [1000, 10_000];

/** The sums and the last line of a run's counters.jsonl so far. */
function counters(out) {
  const ticks = ticks_of(out);
  if (ticks.length === 0) return undefined;
  const errors = ticks.map((tick) => Object.keys(tick.errors)).flat();
  return { requests: ticks.reduce((sum, tick) => sum + tick.requests, 0), errors, connections: ticks.at(-1).connections };
}

/** `users` idle users of ours, all connected at once: {users, connections, anonymous, proportional}. */
async function idle_crowd(users, url, words) {
  return in_scratch(async (out) => {
    const generator = start_generator(binary, [...run_words('idle.lua', url, out, ['-e', `USERS=${users}`, ...words]), '-q']);
    try {
      const settled = await until(() => {
        const now = counters(out);
        if (now?.errors.length > 0) throw new Error(`${users} users: ${now.errors.join(', ')}`);
        return now?.requests === users && now.connections === users && now;
      }, `${users} users, each with an answer and a connection`, generator);
      await pause(1500);  // so that what is given back while a user is idle has been
      return { users, connections: settled.connections, sockets: sockets_of(generator.pid), ...memory_of(generator.pid) };
    } finally {
      await generator.end('SIGKILL');
    }
  });
}

/** A peer with `users` connections at work. */
async function busy_crowd(command, words, users) {
  const generator = start_generator(command, words);
  try {
    await until(() => sockets_of(generator.pid) >= users, `${users} connections of ${command}`, generator);
    await pause(1500);
    return { users, ...memory_of(generator.pid) };
  } finally {
    await generator.end('SIGKILL');
  }
}

/** How far the steepest and the flattest stretch are off the whole line. */
function straightness_row(measured) {
  const parts = stretches(crowd_points(measured));
  const off = Math.max(...parts.map((part) => Math.abs(part - 1)));
  const note = `slope of each stretch / of the whole: ${parts.map((part) => part.toFixed(2)).join(', ')}`;
  return judged({ what: 'idle users: how far off a line, 1,000 to 18,000', figure: off * 100, unit: '%', note }, '<= 10 %');
}

async function peers(url) {
  const last = 60;  // seconds; it is ended long before
  const words = {
    wrk: (users) => ['-t1', `-c${users}`, `-d${last}s`, `${url}/small.txt`],
    h2load: (users) => ['--h1', '-t1', `-c${users}`, `-D${last}`, `${url}/small.txt`],
  };
  const details = {};
  for (const tool of [wrk, h2load]) {
    if (!tool.installed()) continue;
    details[tool.name] = [];
    for (const users of peer_crowds) details[tool.name].push(await busy_crowd(tool.name, words[tool.name](users), users));
  }
  return details;
}

module.exports = async function measure_memory() {
  require_two_cores();
  const each = async (counts, measure) => {
    const measured = [];
    for (const users of counts) measured.push(await measure(users));
    return measured;
  };
  return with_server(start_nginx, async (server) => {
    const plain = await each(crowds, (users) => idle_crowd(users, server.url, []));
    const tls = await each(tls_crowds, (users) => idle_crowd(users, server.tls_url, ['--ca', server.ca]));
    const others = await peers(server.url);
    const most = plain.at(-1);
    const rows = [
      crowd_row('idle keep-alive scripted user', plain, '<= 4.5 KB'),
      straightness_row(plain),
      judged({ what: 'users connected at once', figure: most.connections, unit: '', note: `${most.sockets} sockets` }, '>= 18000'),
      crowd_row('idle keep-alive scripted user, TLS', tls, '<= 40 KB'),
      ...['wrk', 'h2load'].map((name) => {
        const what = `connection of ${name}, at work, no script`;
        return others[name] ? crowd_row(what, others[name]) : { what, unit: '', note: 'not installed' };
      }),
    ];
    return { rows, details: { plain, tls, ...others } };
  });
};
