// The files of -o NAME=FILE, written by runs of the built binary and read by what others read them with: xmllint, promtool, the parsers of
// Prometheus' Python client, our own importer, and readers after the rules of GitHub's runner and of GitLab.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, free_port, rushhour, run_directory, scratch, start, start_plain_server, top, write_scenario } = require('./support.cjs');
const { promtool_complaints, families_in } = require('./metrics_readers.cjs');

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

test('every output of a run is read by what it is for, and says what run.json says', async (t) => {
  const run = await play(t, scenario({ thresholds: '    http_req_failed = "rate < 1%",\n    checks = "rate > 50%",' }), all, tolerant);
  assert.equal(run.code, 0, run.stderr);
  const { totals, load } = run.json;
  assert.equal(totals.count, 60);

  const { states, ask } = junit_states(run.folder, 'j.xml');
  assert.equal(states['the run reached its end'], 'passed');
  assert.equal(states['http_req_failed: rate < 1%'], 'passed');
  assert.equal(states['check: it is there'], 'passed');
  assert.equal(ask("string(//property[@name='run']/@value)"), run.json.run);
  assert.equal(ask('string(//testsuite/@name)'), 'lunch');

  const summary = run.read('s.md');
  assert.match(summary, /^## .* Load test: /);
  assert.ok(Buffer.byteLength(summary) < 65_536);

  const k6 = JSON.parse(run.read('k6.json')).metrics;
  assert.equal(k6.http_reqs.values.count, totals.count);
  assert.equal(k6.iterations.values.count, load.done);
  assert.ok(Math.abs(k6.http_req_duration.values.med - totals.service_time_ns.p50 / 1e6) < 1e-9);
  assert.ok(k6.data_received.values.count > 0);

  const gitlab = JSON.parse(run.read('load.json')).metrics;
  assert.equal(gitlab.http_reqs.rate, k6.http_reqs.values.rate);
  assert.equal(gitlab.http_req_waiting['p(90)'], k6.http_req_waiting.values['p(90)']);
  assert.equal(gitlab.checks.passes, 60);
  assert.equal(gitlab_metrics(run.read('metrics.txt'))['load_threshold_kept{threshold=http_req_failed: rate < 1%}'], '1');

  const rows = csv_objects(run.read('t.csv'));
  const lines = run.read('t.jsonl').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(rows.length, lines.length);
  const whole = rows.at(-1);
  assert.deepEqual([whole.scope, whole.run, whole.count], ['run', run.json.run, '60']);
  assert.ok(Math.abs(Number(whole.response_p50_ms) * 1e6 - totals.response_time_ns.p50) < 1);
  assert.equal(lines.at(-1).response_ms.p50, Number(whole.response_p50_ms));
  assert.equal(rows.filter((row) => row.scope === 'interval').reduce((sum, row) => sum + Number(row.count), 0), 60);
  assert.ok(rows.some((row) => row.step === 'read, menu'));

  assert.equal(promtool_complaints(run.read('m.prom')), '');
  families_in(run.read('m.prom'), { open_metrics: false });
  const families = families_in(run.read('m.txt'), { open_metrics: true });
  const sample = (name) => families.flatMap(({ samples }) => samples).filter(([found]) => found === name);
  assert.equal(sample('rushhour_run_info')[0][1].run, run.json.run);
  assert.equal(sample('rushhour_requests_total').reduce((sum, [, , n]) => sum + n, 0), 60);
  assert.equal(sample('rushhour_response_time_seconds_count')[0][2], 60);
  families_in(run.read('metrics.txt'), { open_metrics: true });
});

test('a crossed threshold fails its case, and names that bite break nothing', async (t) => {
  const bite = `http.get("/x", { name = ${lua(evil)} })
  check(answer, { [${lua(evil)}] = false })`;
  const thresholds = '    ["response_time{step:\\"read, menu\\"}"] = "med < 1ns",';
  const text = scenario({ thresholds, extra: bite, iterations: 250 }); // enough for a p95 of each step
  const run = await play(t, text, all, tolerant);
  assert.equal(run.code, 99, run.stderr);
  const { states } = junit_states(run.folder, 'j.xml');
  assert.equal(Object.entries(states).find(([name]) => name.includes('med < 1ns'))[1], 'failure');
  assert.equal(Object.entries(states).find(([name]) => name.startsWith('check: =cmd'))[1], 'failure');
  const summary = run.read('s.md');
  assert.ok(!summary.includes('<img') && !summary.includes('\x1b') && !summary.includes('\u202e'));
  assert.equal(promtool_complaints(run.read('m.prom')), '');
  families_in(run.read('m.txt'), { open_metrics: true });
  families_in(run.read('metrics.txt'), { open_metrics: true });
  assert.ok(Object.keys(gitlab_metrics(run.read('metrics.txt'))).some((name) => name.includes('@all %239')));
  const rows = csv_objects(run.read('t.csv'));
  assert.ok(rows.some((row) => row.step.startsWith("'=cmd|")));
  for (const row of rows) for (const field of Object.values(row)) assert.doesNotMatch(field, /^[=+\-@]|[\x00-\x1f]/);
  const names = run.read('t.jsonl').trimEnd().split('\n').map((line) => JSON.parse(line).step);
  assert.ok(names.includes(evil));
  assert.equal(JSON.parse(run.read('k6.json')).metrics['measurement_valid'].type, 'gauge');
});

test('in a step of GitHub Actions the summary is added to, and annotations stand on the log with the line of the threshold', async (t) => {
  const folder = scratch(t);
  const summary = path.join(folder, 'summary.md');
  fs.writeFileSync(summary, 'before\n');
  const text = scenario({ thresholds: '    -- service_time\n    service_time = "med < 1ns",' });
  const run = await play(t, text, ['github='], { args: ['--on-invalid', 'warn', '-q'], env: { GITHUB_STEP_SUMMARY: summary } });
  assert.equal(run.code, 99, run.stderr);
  assert.match(fs.readFileSync(summary, 'utf8'), /^before\n## .* Load test: .*failed: 1 of 1 threshold\n/);
  // stdout holds JSON, so the log is stderr.
  const commands = run.stderr.split('\n').filter((line) => line.startsWith('::')).map(workflow_command);
  const failed = commands.find(({ command }) => command === 'error');
  const line = 1 + text.split('\n').findIndex((one) => one.includes('"med < 1ns"'));
  assert.deepEqual({ ...failed.properties }, { file: 'lunch.lua', line: String(line), title: 'Threshold failed: service_time' });
  assert.match(failed.message, /^p\(50\) of service_time was .*; the limit is < 1ns/);
  const again = await rushhour(t, ['report', run_directory(path.join(run.folder, 'runs')), '-q', '-o', 'github='],
    { cwd: run.folder, env: { ...process.env, GITHUB_STEP_SUMMARY: summary } });
  assert.equal(again.code, 0, again.stderr);
  assert.equal(workflow_command(again.stdout.split('\n').find((one) => one.startsWith('::error'))).properties.line, String(line));
});

const failing = (body) => `
options = { scenarios = { lunch = { executor = "shared-iterations", exec = "eat", vus = 1, iterations = 1 } },
            thresholds = { response_time = { "p(50) < 1s" } } }
function setup()
${body}
end
function eat() require("rushhour.http").get("/menu") end
`;

/** What each format has of a run in which nothing was measured, with the exit code. */
function assert_told(folder, read, exit_code, words) {
  const { states, ask } = junit_states(folder, 'j.xml');
  assert.equal(states['the run reached its end'], 'error');
  assert.match(ask("string(//testcase[@name='the run reached its end']/error)"), words);
  assert.match(read('s.md'), words);
  assert.equal(JSON.parse(read('load.json')).metrics.http_reqs.count, 0);
  assert.equal(JSON.parse(read('k6.json')).metrics.http_reqs.values.count, 0);
  assert.match(read('metrics.txt'), /^load_iterations_per_second 0\.0$/m);
  assert.deepEqual(csv_objects(read('t.csv')).map((row) => [row.scope, row.count]), [['run', '0']]);
  assert.equal(JSON.parse(read('t.jsonl')).count, 0);
  for (const name of ['m.txt', 'm.prom']) assert.match(read(name), new RegExp(`^rushhour_run_exit_code ${exit_code}(\\.0)?$`, 'm'));
  assert.equal(promtool_complaints(read('m.prom')), '');
}

test('a run whose setup fails writes every output, each with the error as it means one', async (t) => {
  const { code, json, stderr, folder, read } = await play(t, failing('  error("no city")'));
  assert.equal(code, 107);
  assert.match(stderr, /^rushhour: setup\(\) failed: lunch\.lua:5: no city$/m);
  assert.equal(json.verdict.exit_code, 107);
  assert_told(folder, read, 107, /setup\(\) failed: lunch\.lua:5: no city/);
  assert.ok(fs.existsSync(path.join(run_directory(path.join(folder, 'runs')), 'report.html')));
});

test('in a step of GitHub Actions a setup that fails is an error at its line', async (t) => {
  const folder = scratch(t);
  const { stderr } = await play(t, failing('  error("no city")'), ['github='],
    { env: { GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md') } });
  assert.match(stderr, /^::error file=lunch\.lua,line=5,title=Load test%3A the script failed::setup\(\) failed: lunch\.lua:5: no city/m);
  assert.match(fs.readFileSync(path.join(folder, 'summary.md'), 'utf8'), /no city/);
});

test('a run that is stopped before its first request writes every output too', async (t) => {
  const folder = scratch(t);
  write_scenario(folder, failing('  require("rushhour.sleep")(2)'), 'lunch.lua');
  const url = await start_plain_server(t);
  const run = start(t, binary, ['run', 'lunch.lua', '--target', url, '--out', 'runs', ...flags(all)],
    { cwd: folder, env: { ...process.env, GITHUB_STEP_SUMMARY: '' } });
  await run.says_so(/target http/);
  run.kill('SIGINT');
  assert.equal((await run.exited).code, 105);
  assert_told(folder, (name) => fs.readFileSync(path.join(folder, name), 'utf8'), 105, /stopped the run before its end/);
});

test('a run that cannot begin writes every output too, and makes no run directory', async (t) => {
  const folder = scratch(t);
  fs.mkdirSync(path.join(folder, 'load'));
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const summary = path.join(folder, 'summary.md');
  const env = { ...process.env, GITHUB_STEP_SUMMARY: summary };
  const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
  for (const [text, code, words, place] of [
    ['options = {}\nfunction (', 107, /lunch\.lua:2: .*expected near/, 'file=load/lunch.lua,line=2,'],
    ['options = {\n  scenarois = {},\n}', 104, /lunch\.lua:.*scenarois/, 'file=load/lunch.lua,'],
    [scenario(), 104, /--target http.*cannot be reached/, 'file=load/lunch.lua,'],
  ]) {
    fs.rmSync(summary, { force: true });
    write_scenario(path.join(folder, 'load'), text, 'lunch.lua');
    const result = await rushhour(t, ['run', 'load/lunch.lua', '--target', url, ...flags([...all, 'github='])], { cwd: folder, env });
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, words);
    assert_told(folder, read, code, words);
    const { ask } = junit_states(folder, 'j.xml');
    assert.equal(ask("string(//property[@name='exit_code']/@value)"), String(code));
    assert.equal(ask('string(//testsuite/@file)'), 'load/lunch.lua');
    assert.match(result.stdout, new RegExp(`^::error ${place}.*title=Load test%3A `, 'm'));
    assert.match(fs.readFileSync(summary, 'utf8'), words);
    assert.ok(!fs.existsSync(path.join(folder, 'runs')));
  }
  const missing = await rushhour(t, ['run', 'load/dinner.lua', '--target', url, '-o', 'junit=j.xml'], { cwd: folder, env });
  assert.equal(missing.code, 107);
  assert.equal(junit_states(folder, 'j.xml').states['the run reached its end'], 'error');
  const bench = await rushhour(t, ['bench', '-d', '1s', url, '-o', 'junit=b.xml'], { cwd: folder, env });
  assert.equal(bench.code, 104);
  assert.match(junit_states(folder, 'b.xml').ask('string(//testcase[1]/error)'), /URL http.*cannot be reached/);
});

test('on stdout an output stands alone, and what else is printed there survives', async (t) => {
  const alone = await play(t, scenario(), [], { args: ['--on-invalid', 'warn'] });
  const directory = run_directory(path.join(alone.folder, 'runs'));
  const file = path.join(alone.folder, 'whole.xml');
  await rushhour(t, ['report', directory, '-q', '-o', `junit=${file}`]);
  for (const name of ['-', '/dev/stdout']) {
    const kept = path.join(alone.folder, 'kept.txt');
    const out = fs.openSync(kept, 'w');
    fs.writeSync(out, 'before\n');
    const { status } = spawnSync(binary, ['report', directory, '-q', '-o', `junit=${name}`], { stdio: ['ignore', out, 'inherit'] });
    fs.closeSync(out);
    assert.equal(status, 0);
    assert.equal(fs.readFileSync(kept, 'utf8'), `before\n${fs.readFileSync(file, 'utf8')}`);
  }
  for (const [words, says] of [[[], /--output junit=-: stdout has the summary already; add -q, or name a file/],
    [['--json'], /--output junit=-: stdout has the JSON of --json already; name a file/]]) {
    const refused = await rushhour(t, ['report', directory, '-o', 'junit=-', ...words]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, says);
  }
});

test('a reader that leaves early takes neither the run nor its outputs along', async (t) => {
  const folder = scratch(t);
  const text = scenario({ extra: 'http.get("/" .. math.random(99), { name = "step " .. math.random(99) })' });
  write_scenario(folder, `${text}\nfunction teardown() error("no broom") end`, 'lunch.lua');
  const url = await start_plain_server(t);
  for (const [words, file] of [[['run', 'lunch.lua', '--target', url, '--json'], 'run.xml'],
    [['bench', '-d', '1s', '-s', 'lunch.lua', url, '--json'], 'bench.xml']]) {
    const run = start(t, binary, [...words, '-o', `junit=${file}`], { cwd: folder });
    run.child.stdout.destroy();
    run.child.stderr.destroy();
    const { code, signal } = await run.exited;
    assert.equal(signal, null);
    assert.ok([107, 98].includes(code), `exit code ${code}`); // of teardown, or of a slow machine
    assert.ok(Object.keys(junit_states(folder, file).states).length > 1);
  }
  assert.ok(fs.existsSync(path.join(run_directory(path.join(folder, 'runs')), 'report.html')));
});

test('report writes byte for byte what the run wrote', async (t) => {
  const run = await play(t, scenario(), all, tolerant);
  const again = scratch(t);
  const directory = path.join('runs', path.basename(run_directory(path.join(run.folder, 'runs'))));
  const moved = all.map((output) => output.replace('=', `=${again}/`));
  const { code, stdout, stderr } = await rushhour(t, ['report', directory, '-q', ...flags(moved)], { cwd: run.folder });
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  for (const output of all) {
    const name = output.slice(output.indexOf('=') + 1);
    assert.equal(fs.readFileSync(path.join(again, name), 'utf8'), run.read(name), name);
  }
});

test("k6's summary comes back through import with the counts that went out, and out again", async (t) => {
  const run = await play(t, scenario({ thresholds: '    http_req_failed = "rate < 1%",' }), ['k6=k6.json', 'gitlab=load.json'], tolerant);
  for (const file of ['k6.json', 'load.json']) {
    const out = path.join(run.folder, `of-${file}`);
    const { code, json, stderr } = await rushhour(t, ['import', path.join(run.folder, file), '--out', out, '--json']);
    assert.equal(code, 0, stderr);
    assert.equal(json.imported.tool, 'k6');
    assert.equal(json.load.done, run.json.load.done);
    assert.deepEqual(json.checks.map(({ check, passes, fails }) => [check, passes, fails]), [['it is there', 60, 0]]);
    const { stated } = json.imported;
    const requests = stated.find(({ step }) => step === '(all requests)');
    assert.equal(requests.count, 60);
    const p50 = requests.times.find(({ name }) => name === 'p50').ns;
    assert.ok(Math.abs(p50 - run.json.totals.service_time_ns.p50) <= 1, `${p50}`);
    const again = path.join(run.folder, `again-${file}`);
    await rushhour(t, ['report', run_directory(out), '-q', '-o', `k6=${again}`]);
    const metrics = JSON.parse(fs.readFileSync(again, 'utf8')).metrics;
    assert.equal(metrics.http_reqs.values.count, 60);
    assert.ok(Math.abs(metrics.http_req_duration.values.med * 1e6 - p50) <= 1);
    assert.equal(metrics.measurement_valid, undefined);
  }
});

test('mistakes are told before anything is sent or written', async (t) => {
  const folder = scratch(t);
  write_scenario(folder, scenario(), 'lunch.lua');
  let asked = 0;
  const url = await start_plain_server(t, () => { asked += 1; });
  const env = { ...process.env, GITHUB_STEP_SUMMARY: '' };
  for (const [words, code, says] of [
    [['-o', 'junti=x.xml'], 2, /no output 'junti'; did you mean 'junit'\?/],
    [['-o', 'runs'], 2, /--output wants NAME=FILE, such as junit=results.xml, not 'runs'/],
    [['-o', 'csv='], 2, /--output csv= names no file/],
    [['-o', 'gitlab=x'], 2, /the file's ending says what is wanted/],
    [['-o', 'csv=a', '-o', 'k6=./a'], 2, /another output is written to the same place/],
    [['-o', 'github='], 2, /GITHUB_STEP_SUMMARY is not set.*github=FILE/],
    [['--out', 'junit=x.xml'], 2, /--out junit=x.xml: is the folder for run directories; a file is asked for by -o/],
    [['--trace', '-o', 'csv=a'], 2, /--output: goes without --trace/],
    [['-o', 'csv=no/such/a.csv'], 1, /--output csv=no\/such\/a.csv: cannot be written: there is no folder no\/such; make it/],
    [['-o', 'csv=/'], 1, /it is a folder; name a file/],
  ]) {
    const result = await rushhour(t, ['run', 'lunch.lua', '--target', url, ...words], { cwd: folder, env });
    assert.equal(result.code, code, `${words}: ${result.stderr}`);
    assert.match(result.stderr, says);
    assert.equal(result.stdout, '');
  }
  const wrong = { ...env, RUSHHOUR_OUTPUT: 'k5=x' };
  const by_environment = await rushhour(t, ['run', 'lunch.lua', '--target', url], { cwd: folder, env: wrong });
  assert.equal(by_environment.code, 2);
  assert.match(by_environment.stderr, /no output 'k5'; did you mean 'k6'\?/);
  assert.equal(asked, 0);
  assert.deepEqual(fs.readdirSync(folder), ['lunch.lua']);
});

test('a full disk is told, the other outputs are written, and the exit code is 1 unless the run has a worse one', async (t) => {
  const outputs = ['junit=/dev/full', 'csv=t.csv'];
  const passed = await play(t, scenario(), outputs, tolerant);
  assert.equal(passed.code, 1);
  assert.match(passed.stderr, /--output junit=\/dev\/full: \/dev\/full: cannot be written: No space left on device/);
  assert.ok(passed.read('t.csv').length > 0);
  assert.equal(passed.json.verdict.exit_code, 0);
  const failed = await play(t, scenario({ thresholds: '    service_time = "med < 1ns",' }), outputs, tolerant);
  assert.equal(failed.code, 99);
  const again = await rushhour(t, ['report', run_directory(path.join(passed.folder, 'runs')), '-q', '-o', 'k6=/dev/full']);
  assert.equal(again.code, 1);
});

test('outputs may be asked for in the environment, and run.json says from where they came', async (t) => {
  const run = await play(t, scenario(), [], { ...tolerant, env: { RUSHHOUR_OUTPUT: 'csv=a.csv,prom=b.txt' } });
  assert.equal(run.code, 0, run.stderr);
  assert.ok(run.read('a.csv').startsWith('run,scope,'));
  assert.ok(run.read('b.txt').endsWith('# EOF\n'));
  assert.deepEqual(run.json.settings.output, { value: ['csv=a.csv', 'prom=b.txt'], source: 'environment' });
});

test('bench writes outputs too, and points to no report', async (t) => {
  const folder = scratch(t);
  const url = await start_plain_server(t);
  const words = ['bench', '-t', '1', '-c', '2', '-d', '1s', '-q', url, ...flags(['github=s.md', 'prom=m.prom', 'junit=j.xml'])];
  const { code, stderr } = await rushhour(t, words, { cwd: folder });
  assert.ok(code === 0 || code === 98, stderr);
  assert.doesNotMatch(fs.readFileSync(path.join(folder, 's.md'), 'utf8'), /report\.html/);
  assert.equal(promtool_complaints(fs.readFileSync(path.join(folder, 'm.prom'), 'utf8')), '');
  assert.equal(junit_states(folder, 'j.xml').states['the run reached its end'], 'passed');
});

test('the workflows of docs/outputs.md run as they stand', async (t) => {
  const page = fs.readFileSync(path.join(top, 'docs/outputs.md'), 'utf8');
  const commands = [...page.matchAll(/^\s*(?:- run: |- )?(rushhour run .*)$/gm)].map((match) => match[1]);
  assert.ok(commands.length >= 3, 'the page shows its commands');
  const folder = scratch(t);
  write_scenario(folder, scenario(), 'lunch.lua');
  const url = await start_plain_server(t);
  const summary = path.join(folder, 'summary.md');
  for (const command of commands) {
    const words = command.split(' ').slice(1).map((word) => word.replace('scenarios/lunch_rush.lua', 'lunch.lua'));
    const { code, stderr } = await rushhour(t, [...words, '--target', url, '-q'],
      { cwd: folder, env: { ...process.env, GITHUB_STEP_SUMMARY: summary } });
    assert.ok(code === 0 || code === 98, `${command}: ${code} ${stderr}`);
    for (const [, name, file] of command.matchAll(/-o (\w+)=(\S+)/g)) assert.ok(fs.existsSync(path.join(folder, file)), `${name}=${file}`);
  }
  assert.match(fs.readFileSync(summary, 'utf8'), /Load test/);
});
