// Metrics as others read them: Prometheus' own promtool, and the strict parser of OpenMetrics in its Python client.
'use strict';

const { spawnSync } = require('node:child_process');

/** What promtool finds wrong with a text of format 0.0.4; empty if nothing. */
function promtool_complaints(text) {
  const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (error) throw error;
  const says = stdout + stderr;
  return status === 0 ? says : says || `promtool ended with ${status}`;
}

const reader = `
import json, sys
from prometheus_client.MODULE import text_string_to_metric_families
families = [{'name': f.name, 'type': f.type, 'unit': f.unit, 'help': f.documentation,
             'samples': [[s.name, s.labels, s.value] for s in f.samples]} for f in text_string_to_metric_families(sys.stdin.read())]
json.dump(families, sys.stdout)
`;

/** The families of an exposition, as the Python client reads them: {name, type, unit, help, samples: [[name, labels, value]]}. Throws what
 *  it finds wrong. */
function families_in(text, { open_metrics }) {
  const program = reader.replace('MODULE', open_metrics ? 'openmetrics.parser' : 'parser');
  const { error, status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
  return JSON.parse(stdout);
}

module.exports = { promtool_complaints, families_in };
