-- How far each event log had come when it was loaded: its newest event, beside the time at which the last of its files was loaded.
-- needs: silver/events, bronze/files
create table event_freshness as
with newest as (
  select file_id, source, count(*) as events, max("at") as newest_at
  from silver.events
  group by file_id, source
)
select n.source, cast(sum(n.events) as bigint) as events, max(n.newest_at) as newest_at, max(f.loaded_at) as loaded_at
from newest as n
join bronze.files as f on f.file_id = n.file_id
group by n.source;
