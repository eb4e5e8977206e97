// https:// works from the start, and certificates are verified.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const test = require('node:test');

const { make_certificates, rushhour, scratch, start_https_server, write_scenario } = require('./support.cjs');

const scenario = `
  local http = require "rushhour.http"
  options = { scenarios = { s = { executor = "constant-arrival-rate", exec = "f", rate = "10/s", duration = "1s", max_vus = 20 } } }
  function f() http.get("/", { name = "look" }) end`;

test('a certificate is accepted for its authority and its name only', async (t) => {
  const folder = scratch(t);
  const { ca, good, unknown, wrong_name } = make_certificates(folder);
  const file = write_scenario(folder, scenario);
  const rows = [
    { says: 'a good certificate', server: good, words: ['--ca', ca], errors: 0 },
    { says: 'an unknown authority', server: unknown, words: ['--ca', ca], errors: 10 },
    { says: 'a wrong name', server: wrong_name, words: ['--ca', ca], errors: 10 },
    { says: 'an authority that the system does not know', server: good, words: [], errors: 10 },
  ];
  for (const { says, server, words, errors } of rows) {
    await t.test(says, async (t) => {
      const url = await start_https_server(t, server);
      const out = path.join(scratch(t), 'runs');
      const { json, stderr } = await rushhour(t, ['run', file, '--target', url, ...words, '--json', '--out', out]);
      assert.ok(json, stderr);
      assert.strictEqual(json.load.offered, 10);
      assert.strictEqual(json.totals.count, 10);
      assert.strictEqual(json.totals.errors, errors);
      assert.deepStrictEqual(json.errors.map((error) => error.count), errors === 0 ? [] : [errors]);
      if (errors > 0) assert.match(json.errors[0].class, /tls|certificate/i);
    });
  }
});
