// Runs whose outputs (-o NAME=FILE) tests look at, and readers of the formats after the rules of whoever reads them.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { rushhour, scratch, start_plain_server, top, write_scenario } = require('./support.cjs');

// A step, a check and a metric with all that bites somewhere.
const evil = `=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> & "q" ]]> \x1b[2J \`code\` @all #9 \u202e\u{1f355} %0A::error::x`;

const lua = (text) => `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;

const scenario = ({ thresholds = '', extra = '', iterations = 60 } = {}) => `
local http, check = require "rushhour.http", require "rushhour.check"
options = {
  scenarios = { lunch = { executor = "shared-iterations", exec = "eat", vus = 2, iterations = ${iterations} } },
  thresholds = {
${thresholds}
  },
}
function eat()
  local answer = http.get("/menu", { name = "read, menu" })
  check(answer, { ["it is there"] = answer.status == 200 })
  ${extra}
end
`;

const all = ['junit=j.xml', 'github=s.md', 'gitlab=load.json', 'gitlab=metrics.txt', 'k6=k6.json', 'csv=t.csv', 'jsonl=t.jsonl',
  'prom=m.txt', 'prom=m.prom'];
const flags = (outputs) => outputs.flatMap((output) => ['-o', output]);

/** Plays a scenario against a server of the test's own, with its outputs in a folder: {code, stdout, stderr, json, folder, read}. */
async function play(t, text, outputs = all, { args = [], env = {} } = {}) {
  const folder = scratch(t);
  write_scenario(folder, text, 'lunch.lua');
  const url = await start_plain_server(t);
  const words = ['run', 'lunch.lua', '--target', url, '--out', 'runs', '--seed', '7', '--json', ...args, ...flags(outputs)];
  const result = await rushhour(t, words, { cwd: folder, env: { ...process.env, GITHUB_STEP_SUMMARY: '', ...env } });
  return { ...result, folder, url, read: (name) => fs.readFileSync(path.join(folder, name), 'utf8') };
}

/** Records of a CSV as RFC 4180 has them, as objects. */
function csv_objects(text) {
  const records = [];
  for (let at = 0; at < text.length;) {
    const record = [];
    for (;;) {
      const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(text.slice(at, at + 10_000));
      assert.ok(match, `a field at ${at}: ${text.slice(at, at + 60)}`);
      at += match[0].length;
      record.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
      if (match[3] !== ',') break;
    }
    records.push(record);
  }
  const [head, ...rows] = records;
  return rows.map((row) => {
    assert.equal(row.length, head.length);
    return Object.fromEntries(row.map((field, i) => [head[i], field]));
  });
}

/** A test case of JUnit by name: {name: state}, as xmllint finds them; fails where the document violates the schema. */
function junit_states(folder, file) {
  const document = path.join(folder, file);
  const schema = path.join(top, 'tests/unit/reports/outputs/junit.xsd');
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, document], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const ask = (query) => execFileSync('xmllint', ['--xpath', query, document], { encoding: 'utf8' }).trimEnd();
  const states = {};
  for (let i = 1; i <= Number(ask('count(//testcase)')); ++i)
    states[ask(`string((//testcase)[${i}]/@name)`)] = ask(`local-name((//testcase)[${i}]/*[local-name() != 'system-out'])`) || 'passed';
  return { states, ask };
}

/** A workflow command as GitHub's runner reads it: {command, properties, message}. */
function workflow_command(line) {
  const match = /^::([^ :]+)(?: ([^:]*))?::(.*)$/.exec(line);
  assert.ok(match, line);
  const text = (escaped) => escaped.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',')
    .replaceAll('%25', '%');
  const properties = Object.fromEntries((match[2] ?? '').split(',').filter(Boolean).map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), text(pair.slice(equals + 1))];
  }));
  return { command: match[1], properties, message: text(match[3]) };
}

/** The metrics of a report as GitLab reads them: comments cut off, then split as a shell does. */
function gitlab_metrics(text) {
  const program = 'import json, re, shlex, sys\nprint(json.dumps([shlex.split(re.sub("#.*", "", line))[:2] for line in sys.stdin]))';
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return Object.fromEntries(JSON.parse(stdout).filter((words) => words.length === 2));
}

// A slow machine may make the measurement invalid; --on-invalid warn keeps the exit code that of the thresholds.
const tolerant = { args: ['--on-invalid', 'warn'] };

module.exports = {
  all, csv_objects, evil, flags, gitlab_metrics, junit_states, lua, play, scenario, tolerant, workflow_command,
};
