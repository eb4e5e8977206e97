-- One row per run and tick, typed; counts are since the tick before.
-- needs: bronze/ticks, silver/runs
create view silver.ticks as
with dated as (
  select run, try_cast(line ->> '$.at_ns' as bigint) as at_ns, line
  from bronze.ticks
)
select
  run,
  at_ns,
  make_timestamp((started_epoch_ns + at_ns) // 1000) as at,
  try_cast(line ->> '$.offered' as bigint) as offered,
  try_cast(line ->> '$.started' as bigint) as started,
  try_cast(line ->> '$.done' as bigint) as done,
  try_cast(line ->> '$.dropped' as bigint) as dropped,
  try_cast(line ->> '$.censored' as bigint) as censored,
  try_cast(line ->> '$.requests' as bigint) as requests,
  coalesce(cast(list_sum(map_values(try_cast(line -> '$.errors' as map(varchar, bigint)))) as bigint), 0) as errors,
  try_cast(line ->> '$.bytes_out' as bigint) as bytes_out,
  try_cast(line ->> '$.bytes_in' as bigint) as bytes_in,
  try_cast(line ->> '$.users_busy' as bigint) as users_busy,
  try_cast(line ->> '$.users_permitted' as bigint) as users_permitted,
  try_cast(line ->> '$.queued' as bigint) as queued,
  try_cast(line ->> '$.connections' as bigint) as connections,
  try_cast(line ->> '$.waited_for_user' as bigint) as waited_for_user,
  try_cast(line ->> '$.waited_beside_idle' as bigint) as waited_beside_idle,
  try_cast(line ->> '$.script_errors' as bigint) as script_errors,
  list_max(try_cast(line -> '$.cpu' as double[])) as cpu_max
from dated
join silver.runs using (run);
