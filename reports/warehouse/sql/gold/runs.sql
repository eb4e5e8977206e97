-- One row per run.
-- needs: silver/runs
create view runs as
select
  run, directory, interrupted, status, ended_by, started, started_epoch_ns, ended_ns, seed, version, build, tags, script,
  target, warmup_ns, length_ns, threads, measurement, thresholds, exit_code, offered, done, dropped, censored, offered_rate, achieved_rate, cpu_max
from silver.runs;
