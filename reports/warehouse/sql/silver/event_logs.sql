-- The event logs of this version of the data, with the numbers at which their city was set up anew: behind one, ids begin again.
-- needs: bronze/files, bronze/current_files, bronze/events
create table silver.event_logs as
with logs as (
  select file_id, source
  from bronze.files
  where dataset = 'events' and file_id in (select file_id from bronze.current_files)
),
resets as (
  select l.source, list(distinct e.seq order by e.seq) as resets
  from bronze.events as e
  join logs as l on l.file_id = e.file_id
  where e.type = 'city.reset' and e.seq is not null
  group by l.source
)
select l.file_id, l.source, coalesce(r.resets, []) as resets
from logs as l
left join resets as r on r.source = l.source;
