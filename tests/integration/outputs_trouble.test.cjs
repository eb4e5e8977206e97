// The files of -o NAME=FILE where something goes wrong: runs that come to nothing, disks that are full, readers that leave.
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, free_port, rushhour, run_directory, scratch, start, start_plain_server, write_scenario } = require('./support.cjs');
const { all, csv_objects, flags, junit_states, play, scenario, tolerant } = require('./output_readers.cjs');
const { promtool_complaints } = require('./metrics_readers.cjs');

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
    ['options = {}\nlocal = 3', 107, /lunch\.lua:2: .*expected near/, 'file=load/lunch.lua,line=2,'],
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
    [['bench', '-d', '1s', '-s', 'lunch.lua', url, '--json'], 'bench.xml'], [['report', 'runs/last', '--json'], 'report.xml']]) {
    if (words[0] === 'report') fs.symlinkSync(path.basename(run_directory(path.join(folder, 'runs'))), path.join(folder, 'runs/last'));
    const run = start(t, binary, [...words, '-o', `junit=${file}`], { cwd: folder });
    run.child.stdout.destroy();
    run.child.stderr.destroy();
    const { code, signal } = await run.exited;
    assert.equal(signal, null);
    assert.ok((words[0] === 'report' ? [0] : [107, 98]).includes(code), `exit code ${code}`); // of teardown, or of a slow machine
    assert.ok(Object.keys(junit_states(folder, file).states).length > 1);
  }
  assert.ok(fs.existsSync(path.join(folder, 'runs/last/report.html')));
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

test('a report that cannot be written costs the exit code 0, and neither figures nor outputs', async (t) => {
  const server_of = async (folder) => start_plain_server(t, () => {
    const runs = path.join(folder, 'runs');
    const report = path.join(runs, fs.readdirSync(runs)[0], 'report.html.new'); // where it is made before it is moved
    fs.mkdirSync(report, { recursive: true });
  });
  const folder = scratch(t);
  write_scenario(folder, scenario(), 'lunch.lua');
  const words = ['run', 'lunch.lua', '--target', await server_of(folder), '--json', '--on-invalid', 'warn', ...flags(['junit=j.xml'])];
  const { code, stderr, json } = await rushhour(t, words, { cwd: folder });
  assert.equal(code, 1, stderr);
  assert.match(stderr, /^rushhour: .*report\.html.*cannot be written/m);
  assert.equal(json.totals.count, 60);
  assert.equal(junit_states(folder, 'j.xml').states['the run reached its end'], 'passed');
});
