// What a user costs who is suspended in its script and has no connection: the slope of the process's anonymous memory from crowd to crowd.
'use strict';

const { crowd_row } = require('./arithmetic.cjs');
const { binary, in_scratch, memory_of, pause, require_two_cores, run_words, start_generator, ticks_of, until } = require('./processes.cjs');
const { start_null_server, with_server } = require('./servers.cjs');

const crowds = [10_000, 50_000, 100_000];

/** `users` users asleep at once: {users, anonymous, proportional}. */
async function sleeping_crowd(users, url) {
  return in_scratch(async (out) => {
    const generator = start_generator(binary, [...run_words('sleepers.lua', url, out, ['-e', `USERS=${users}`]), '-q']);
    try {
      await until(() => ticks_of(out).at(-1)?.users_busy === users, `${users} users asleep`, generator);
      await pause(1500);  // so that what was needed to make them has been given back
      return { users, ...memory_of(generator.pid) };
    } finally {
      await generator.end('SIGKILL');
    }
  });
}

module.exports = async function measure_sleepers() {
  require_two_cores();
  return with_server(start_null_server, async ({ url }) => {
    const measured = [];
    for (const users of crowds) measured.push(await sleeping_crowd(users, url));
    return { rows: [crowd_row('suspended scripted user without a connection', measured, '<= 2.5 KB')], details: measured };
  });
};
