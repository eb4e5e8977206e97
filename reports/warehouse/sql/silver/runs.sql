-- One row per run, typed: when it ran, what was offered, what came of it.
-- needs: bronze/runs, bronze/current_files
create view silver.runs as
select
  file_id,
  run,
  directory,
  interrupted,
  meta ->> '$.status' as status,
  meta ->> '$.ended_by' as ended_by,
  make_timestamp(try_cast(meta ->> '$.started_epoch_ns' as bigint) // 1000) as started,
  try_cast(meta ->> '$.started_epoch_ns' as bigint) as started_epoch_ns,
  try_cast(meta ->> '$.ended_ns' as bigint) as ended_ns,
  try_cast(meta ->> '$.seed' as decimal(20, 0)) as seed,
  meta ->> '$.version' as version,
  meta ->> '$.plan.tags.build' as build,
  coalesce(meta -> '$.plan.tags', '{}') as tags,
  meta ->> '$.script.file' as script,
  meta ->> '$.target' as target,
  try_cast(meta ->> '$.plan.warmup_ns' as bigint) as warmup_ns,
  try_cast(meta ->> '$.plan.length_ns' as bigint) as length_ns,
  try_cast(meta ->> '$.plan.threads' as integer) as threads,
  meta ->> '$.verdict.measurement' as measurement,
  meta ->> '$.verdict.thresholds' as thresholds,
  try_cast(meta ->> '$.verdict.exit_code' as integer) as exit_code,
  try_cast(meta ->> '$.load.offered' as bigint) as offered,
  try_cast(meta ->> '$.load.done' as bigint) as done,
  try_cast(meta ->> '$.load.dropped' as bigint) as dropped,
  try_cast(meta ->> '$.load.censored' as bigint) as censored,
  try_cast(meta ->> '$.load.offered_rate' as double) as offered_rate,
  try_cast(meta ->> '$.load.achieved_rate' as double) as achieved_rate,
  try_cast(meta ->> '$.generator.cpu_max' as double) as cpu_max
from bronze.runs
where file_id in (select file_id from bronze.current_files);
