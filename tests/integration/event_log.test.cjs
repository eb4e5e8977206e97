// The event log beside the orders, under sudden deaths.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { scratch_folder, start_target } = require('./support.cjs');
