// Completions as the shells make them: bash is really asked, zsh and fish read what is printed for them.
'use strict';

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { binary, rushhour, scratch } = require('./support.cjs');

const completions = (shell) => execFileSync(binary, ['completion', shell], { encoding: 'utf8' });
const verbs = () =>
  execFileSync(binary, ['--help'], { encoding: 'utf8' }).split('\n').map((line) => /^ {2}(\w+) {2,}\S/.exec(line)?.[1]).filter(Boolean);

/** The flags that a verb's help lists: "--quiet" and "-q"; in braces stands the value of one that may go without. */
function flags_in_help(verb) {
  const help = execFileSync(binary, [verb, '--help'], { encoding: 'utf8' });
  return help.split('\n').flatMap((line) => /^ {2}(-[^ {]*)/.exec(line)?.[1].split(',') ?? []);
}

/** What bash offers for a command line whose last word is being typed, in `folder`. */
function offered(folder, ...words) {
  const script = 'source <("$RUSHHOUR" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rushhour; ' +
    'printf "%s\\n" "${COMPREPLY[@]}"';
  const out = execFileSync('bash', ['-c', script, 'bash', 'rushhour', ...words],
    { encoding: 'utf8', cwd: folder, env: { ...process.env, RUSHHOUR: binary } });
  return out.split('\n').filter((line) => line !== '').sort();
}

/** What the completion asks of bash's line editor, in which it does not run here. */
function asked_of_bash(folder, ...words) {
  const script = 'source <("$RUSHHOUR" completion bash); compopt() { printf "%s\\n" "$*"; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' +
    '_rushhour';
  const out = execFileSync('bash', ['-c', script, 'bash', 'rushhour', ...words],
    { encoding: 'utf8', cwd: folder, env: { ...process.env, RUSHHOUR: binary } });
  return out.split('\n').filter((line) => line !== '');
}

test('each verb is offered, and each of its flags that its help lists', (t) => {
  const folder = scratch(t);
  const all = verbs();
  assert.ok(all.includes('run') && all.includes('completion') && all.length >= 10, all.join(' '));
  assert.deepStrictEqual(offered(folder, ''), [...all, '--help', '--version'].sort());
  assert.deepStrictEqual(offered(folder, 're'), ['report']);
  for (const verb of all) {
    const flags = flags_in_help(verb);
    assert.ok(flags.includes('--help'), verb);
    assert.deepStrictEqual(offered(folder, verb, '-'), flags.sort(), verb);
  }
});

test('values that can be listed are offered, with a sign of equality between too', (t) => {
  const folder = scratch(t);
  assert.deepStrictEqual(offered(folder, 'run', 's.lua', '--on-invalid', ''), ['fail', 'retry', 'warn']);
  assert.deepStrictEqual(offered(folder, 'run', 's.lua', '--on-invalid', 'r'), ['retry']);
  assert.deepStrictEqual(offered(folder, 'run', '--on-invalid', '=', 'w'), ['warn']);
  assert.deepStrictEqual(offered(folder, 'run', '--on-invalid', '='), ['fail', 'retry', 'warn']);
  assert.deepStrictEqual(offered(folder, 'query', '--format', ''), ['csv', 'json', 'table']);
  assert.deepStrictEqual(offered(folder, 'target', '--policy', 'b'), ['batched', 'bundled']);
  assert.deepStrictEqual(offered(folder, 'completion', ''), ['bash', 'fish', 'zsh']);
  assert.deepStrictEqual(offered(folder, 'run', '--seed', ''), [], 'a number is nothing to guess');
});

test('the name of an output is followed by its file at once, without a blank between', (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'found.xml'), '');
  fs.mkdirSync(path.join(folder, 'a run'));
  fs.writeFileSync(path.join(folder, 'a run/run.json'), '{}');
  const outputs = ['csv=', 'github=', 'gitlab=', 'jsonl=', 'junit=', 'k6=', 'prom='];
  for (const verb of ['run', 'report']) {
    assert.deepStrictEqual(offered(folder, verb, '-o', ''), outputs, verb);
    assert.deepStrictEqual(asked_of_bash(folder, verb, '-o', 'ju'), ['-o nospace'], verb);
    assert.deepStrictEqual(offered(folder, verb, '-o', 'junit', '='), ['a run', 'found.xml'], verb);
    assert.deepStrictEqual(offered(folder, verb, '-o', 'junit', '=', 'fo'), ['found.xml'], verb);
  }
  assert.deepStrictEqual(asked_of_bash(folder, 'run', '--on-invalid', 'fa'), [], 'a whole value is followed by a blank');
});

test('behind a flag whose value may be left out the scenario is offered, and behind its sign of equality nothing', (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'lunch.lua'), '');
  assert.deepStrictEqual(offered(folder, 'run', '--dashboard', ''), ['lunch.lua']);
  assert.deepStrictEqual(offered(folder, 'run', '--dashboard', '='), []);
  assert.deepStrictEqual(offered(folder, 'run', '--dashboard', '=', 'l'), []);
});

test('files, folders and run directories are offered where one is wanted', (t) => {
  const folder = scratch(t);
  for (const name of ['runs/a run', 'runs/no run', 'scenarios']) fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, 'runs/a run/run.json'), '{}');
  fs.writeFileSync(path.join(folder, 'lunch rush.lua'), '');
  assert.deepStrictEqual(offered(folder, 'run', 'l'), ['lunch rush.lua']);
  assert.deepStrictEqual(offered(folder, 'run', ''), ['lunch rush.lua', 'runs', 'scenarios']);
  assert.deepStrictEqual(offered(folder, 'run', '--out', ''), ['runs', 'scenarios']);
  assert.deepStrictEqual(offered(folder, 'report', ''), ['runs/a run']);
  assert.deepStrictEqual(offered(folder, 'report', 'runs/'), ['runs/a run']);
  assert.deepStrictEqual(offered(folder, 'report', 'sc'), ['scenarios'], 'a folder to go on from');
  assert.deepStrictEqual(offered(folder, 'target', '--faults', 'l'), ['lunch rush.lua']);
});

test('nothing that is typed is run or expanded', (t) => {
  const folder = scratch(t);
  for (const word of ['$(touch hit)', '`touch hit`', '; touch hit', '"', "'", '*', '-$(touch hit)']) {
    offered(folder, 'report', word);
    offered(folder, word);
    offered(folder, 'run', '--on-invalid', word);
  }
  assert.deepStrictEqual(fs.readdirSync(folder), []);
});

test('the scripts are sound in the eyes of their shells', (t) => {
  const folder = scratch(t);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const file = path.join(folder, shell);
    fs.writeFileSync(file, completions(shell));
    const { status, stderr, error } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    assert.ok(!error, `${shell} is not installed`);
    assert.strictEqual(stderr, '', shell);
    assert.strictEqual(status, 0, shell);
  }
});

test('fish, asked itself, offers verbs, flags and values', (t) => {
  const folder = scratch(t);
  const file = path.join(folder, 'rushhour.fish');
  fs.writeFileSync(file, completions('fish'));
  const ask = (line) =>
    execFileSync('fish', ['--no-config', '-c', `source ${file}; complete -C ${JSON.stringify(line)}`], { encoding: 'utf8', cwd: folder })
      .split('\n').filter((word) => word !== '').map((word) => word.split('\t')[0]).sort();
  assert.deepStrictEqual(ask('rushhour '), verbs().sort());
  assert.deepStrictEqual(ask('rushhour run --on-invalid '), ['fail', 'retry', 'warn']);
  for (const verb of verbs()) {
    const wanted = flags_in_help(verb).filter((flag) => flag.startsWith('--')).sort();
    assert.deepStrictEqual(ask(`rushhour ${verb} --`), wanted, verb);
  }
});

test('zsh, loading it as compinit does, knows each verb and flag', (t) => {
  const folder = scratch(t);
  const script = completions('zsh');
  fs.writeFileSync(path.join(folder, '_rushhour'), script);
  // _arguments is stood in for by one that prints what it was given: outside of a line editor there is nothing to complete.
  const ask = (verb) => execFileSync('zsh', ['-f', '-c', `
    compdef() { :; }
    source ${path.join(folder, '_rushhour')}
    _arguments() { print -rl -- "$@" }
    words=(rushhour ${verb} -); CURRENT=3; _rushhour`], { encoding: 'utf8' });
  for (const verb of verbs()) {
    const said = ask(verb).split('\n').map((line) => /^\*(-[^[]*)\[/.exec(line)?.[1]).filter(Boolean);
    assert.deepStrictEqual(said.sort(), flags_in_help(verb).sort(), verb);
  }
});

test('a shell that is unknown, or none, is a mistake in the flags', async (t) => {
  for (const words of [['completion'], ['completion', 'csh']]) {
    const { code, stdout, stderr } = await rushhour(t, words);
    assert.strictEqual(code, 2);
    assert.strictEqual(stdout, '');
    assert.match(stderr, /^rushhour: completion: .*SHELL[^\n]*\n$/);
  }
});
