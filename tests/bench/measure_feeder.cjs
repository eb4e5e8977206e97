// What a great feeder costs: a CSV file of a million rows, from the start of the program to its first request, and in memory, where its
// pages in the system's cache count too, since they are mapped. Two workers share the rows.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const { judged, median } = require('./arithmetic.cjs');
const { binary, in_scratch, memory_of, pause, require_two_cores, rounds, start_generator, until } = require('./processes.cjs');

const count = 1_000_000;

/** Some 75 MB: id, name, e-mail, zone and password of customers who do not exist. */
function write_customers(file) {
  const out = fs.openSync(file, 'w');
  fs.writeSync(out, 'id,name,email,zone,password\n');
  for (let begin = 0; begin < count; begin += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, i) => {
      const id = begin + i;
      return `${id},customer-${id},customer-${id}@mail.example,zone-${id % 40},word-${(id * 2_654_435_761) % 4_294_967_296}\n`;
    });
    fs.writeSync(out, lines.join(''));
  }
  fs.closeSync(out);
  return fs.statSync(file).size;
}

/** A server that notes when the first request came: {url, first, close}. */
async function start_noting_server() {
  const server = { first: undefined };
  const listener = http.createServer((_, response) => {
    server.first ??= performance.now();
    response.end('ok\n');
  });
  await new Promise((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
  server.url = `http://127.0.0.1:${listener.address().port}`;
  server.close = () => {
    listener.closeAllConnections();
    listener.close();
  };
  return server;
}

/** A run with or without the file: {first_s, resident}. */
async function one_run(words) {
  const server = await start_noting_server();
  try {
    return await in_scratch(async (out) => {
      const began = performance.now();
      const generator = start_generator(binary,
        ['run', path.join(__dirname, 'feeder.lua'), '--target', server.url, '--threads', '2', '--out', out, '-q', ...words]);
      try {
        await until(() => server.first !== undefined, 'a first request', generator);
        await pause(1000);
        return { first_s: (server.first - began) / 1e3, resident: memory_of(generator.pid).resident };
      } finally {
        await generator.end('SIGKILL');
      }
    });
  } finally {
    server.close();
  }
}

module.exports = async function measure_feeder() {
  require_two_cores();
  return in_scratch(async (folder) => {
    const file = path.join(folder, 'customers.csv');
    const bytes = write_customers(file);
    const details = [];
    for (let round = 0; round < rounds(); ++round) {
      const bare = await one_run([]);
      details.push({ bare, fed: await one_run(['-e', `FILE=${file}`]) });
    }
    const first = median(details.map(({ fed }) => fed.first_s));
    const more = details.map(({ bare, fed }) => fed.resident - bare.resident);
    const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;
    const rows = [
      judged({ what: 'feeder of 1,000,000 rows: start to first request', figure: first, unit: 's',
        note: `without it ${median(details.map(({ bare }) => bare.first_s)).toFixed(2)} s; a file of ${megabytes(bytes)}` }, '<= 2 s'),
      judged({ what: 'feeder of 1,000,000 rows: memory / file', figure: median(more) / bytes, unit: 'x',
        note: `${more.map(megabytes).join(', ')} more than without it, the file's own pages among them` }, '<= 1.5 x'),
    ];
    return { rows, details: { bytes, rounds: details } };
  });
};
