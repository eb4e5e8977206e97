-- What was added to a script's own counters, gauges and rates: one row per run, tick, metric, scenario and set of tags.
-- needs: bronze/ticks, silver/runs
create view silver.metrics as
with dated as (
  select
    file_id,
    run,
    try_cast(line ->> '$.at_ns' as bigint) as at_ns,
    line
  from bronze.ticks
),
stretched as (
  select file_id, run, at_ns, line, coalesce(lag(at_ns) over (partition by file_id order by at_ns), 0) as begin_ns
  from dated
),
listed as (
  select file_id, run, begin_ns, at_ns, unnest(try_cast(line -> '$.metrics' as json[])) as metric
  from stretched
)
select
  l.run,
  l.metric ->> '$.scenario' as scenario,
  l.metric ->> '$.name' as metric,
  l.metric ->> '$.kind' as kind,
  cast(l.metric -> '$.tags' as json) as tags,
  case when (l.begin_ns + l.at_ns) // 2 < coalesce(r.warmup_ns, 0) then 'warmup' else 'main' end as phase,
  l.begin_ns,
  l.at_ns - l.begin_ns as length_ns,
  make_timestamp((r.started_epoch_ns + l.begin_ns) // 1000) as wall_time,
  try_cast(l.metric ->> '$.count' as bigint) as samples,
  try_cast(l.metric ->> '$.sum' as double) as total,
  try_cast(l.metric ->> '$.hits' as bigint) as hits,
  try_cast(l.metric ->> '$.last' as double) as last_value,
  try_cast(l.metric ->> '$.last_ns' as bigint) as last_ns,
  try_cast(l.metric ->> '$.min' as double) as lowest,
  try_cast(l.metric ->> '$.max' as double) as highest
from listed as l
join silver.runs as r on r.file_id = l.file_id;
