-- One row per run and tick, typed; counts are since the tick before.
-- needs: bronze/ticks, silver/runs
create view silver.ticks as
with dated as (
  select file_id, run, try_cast(line ->> '$.at_ns' as bigint) as at_ns, line
  from bronze.ticks
)
select
  d.run,
  d.at_ns,
  make_timestamp((r.started_epoch_ns + d.at_ns) // 1000) as wall_time,
  try_cast(d.line ->> '$.offered' as bigint) as offered,
  try_cast(d.line ->> '$.started' as bigint) as started,
  try_cast(d.line ->> '$.done' as bigint) as done,
  try_cast(d.line ->> '$.dropped' as bigint) as dropped,
  try_cast(d.line ->> '$.censored' as bigint) as censored,
  try_cast(d.line ->> '$.requests' as bigint) as requests,
  coalesce(cast(list_sum(map_values(try_cast(d.line -> '$.errors' as map(varchar, bigint)))) as bigint), 0) as errors,
  try_cast(d.line ->> '$.bytes_out' as bigint) as bytes_out,
  try_cast(d.line ->> '$.bytes_in' as bigint) as bytes_in,
  try_cast(d.line ->> '$.users_busy' as bigint) as users_busy,
  try_cast(d.line ->> '$.users_permitted' as bigint) as users_permitted,
  try_cast(d.line ->> '$.queued' as bigint) as queued,
  try_cast(d.line ->> '$.connections' as bigint) as connections,
  try_cast(d.line ->> '$.connections_opened' as bigint) as connections_opened,
  try_cast(d.line ->> '$.waited_for_connection' as bigint) as waited_for_connection,
  try_cast(d.line ->> '$.waited_for_user' as bigint) as waited_for_user,
  try_cast(d.line ->> '$.waited_beside_idle' as bigint) as waited_beside_idle,
  try_cast(d.line ->> '$.script_errors' as bigint) as script_errors,
  list_max(try_cast(d.line -> '$.cpu' as double[])) as cpu_max,
  list_max(try_cast(d.line -> '$.core_wait' as double[])) as core_wait_max,
  try_cast(d.line ->> '$.steal' as double) as steal,
  try_cast(d.line ->> '$.throttled' as double) as throttled,
  try_cast(d.line ->> '$.throttled_ns' as bigint) as throttled_ns,
  try_cast(d.line ->> '$.descriptors' as bigint) as descriptors,
  try_cast(d.line ->> '$.descriptor_limit' as bigint) as descriptor_limit,
  try_cast(d.line ->> '$.resident_bytes' as bigint) as resident_bytes
from dated as d
join silver.runs as r on r.file_id = d.file_id;
