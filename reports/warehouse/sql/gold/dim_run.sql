-- One row per run: what was played against what, which build, and whether its measurement is valid.
-- Key: run.
-- needs: silver/runs
create view dim_run as
select run, build, tags, script, target, version, started, seed, measurement, thresholds, exit_code
from silver.runs;
