-- How far behind the newest event of each log its loading was: loaded_at minus at.
-- In seconds, three decimals. It only says something of a log that was followed while it grew: lag_s is null where the newest event is a
-- day old or more, or lies ahead of the loading, since the log's time (city time) then is not the clock's. One row a source, by name.
-- needs: bronze/functions, gold/event_freshness
-- result: row
select
  count(*) as logs,
  cast(coalesce(sum(events), 0) as bigint) as events,
  max(case when seconds_apart(newest_at, loaded_at) between 0 and 86399.999 then seconds_apart(newest_at, loaded_at) end) as longest_lag_s
from event_freshness;
-- result: by_source rows
select
  source,
  events,
  cast(newest_at as varchar) as newest_event,
  case when seconds_apart(newest_at, loaded_at) between 0 and 86399.999 then seconds_apart(newest_at, loaded_at) end as lag_s
from event_freshness
order by source;
-- result: insights texts
select 'The newest event was loaded ' || cast(min(seconds_apart(newest_at, loaded_at)) as varchar) || ' seconds after it happened'
  as insight
from event_freshness
where seconds_apart(newest_at, loaded_at) between 0 and 86399.999
having count(*) > 0;
