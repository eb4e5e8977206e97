// The files of -o NAME=FILE, written by runs of the built binary and read by what others read them with: xmllint, promtool, the parsers of
// Prometheus' Python client, our own importer, and readers after the rules of GitHub's runner and of GitLab.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { rushhour, run_directory, scratch, start_plain_server, top, write_scenario } = require('./support.cjs');
const {
  all, csv_objects, evil, flags, gitlab_metrics, junit_states, lua, play, scenario, tolerant, workflow_command,
} = require('./output_readers.cjs');
const { promtool_complaints, families_in } = require('./metrics_readers.cjs');

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
