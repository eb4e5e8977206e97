-- How long events are under way until the stream's writer has them: recorded_at minus at.
-- In whole milliseconds; p50, p90 and p99 are the value at rank ceil(q n), null where fewer than ten events lie beyond: 20, 100 and 1,000
-- events are wanted. The mean has three decimals, half to even. Events that were recorded before they happened tell of two clocks that
-- disagree: they are counted (ahead) and in no figure. Logs without recorded_at, such as a target's own, have none: zeros and nulls. Types
-- by name.
-- needs: bronze/functions, gold/message_delays
-- result: row
with ranked as (
  select delay_ms, sum(events) as events, sum(sum(events)) over (order by delay_ms) as up_to_here, sum(sum(events)) over () as n
  from message_delays
  where delay_ms >= 0
  group by delay_ms
)
select
  cast(coalesce(sum(events), 0) as bigint) as events,
  cast(divided(sum(delay_ms * events), sum(events), 3) as decimal(18, 3)) as mean_ms,
  min(case when n >= 20 and up_to_here * 100 >= n * 50 then delay_ms end) as p50_ms,
  min(case when n >= 100 and up_to_here * 100 >= n * 90 then delay_ms end) as p90_ms,
  min(case when n >= 1000 and up_to_here * 100 >= n * 99 then delay_ms end) as p99_ms,
  max(delay_ms) as max_ms,
  (select cast(coalesce(sum(events), 0) as bigint) from message_delays where delay_ms < 0) as ahead
from ranked;
-- result: by_type rows
with ranked as (
  select
    type,
    delay_ms,
    events,
    sum(events) over (partition by type order by delay_ms) as up_to_here,
    sum(events) over (partition by type) as n
  from message_delays
  where delay_ms >= 0 and type is not null
)
select
  type,
  cast(sum(events) as bigint) as events,
  min(case when n >= 20 and up_to_here * 100 >= n * 50 then delay_ms end) as p50_ms,
  min(case when n >= 100 and up_to_here * 100 >= n * 90 then delay_ms end) as p90_ms,
  min(case when n >= 1000 and up_to_here * 100 >= n * 99 then delay_ms end) as p99_ms,
  max(delay_ms) as max_ms
from ranked
group by type
order by type;
-- result: insights texts
select cast(cast(divided(
    100 * sum(case when delay_ms >= 1000 then events else 0 end), sum(events), 2
  ) as decimal(5, 2)) as varchar) || ' % of events were a second or more under way' as insight
from message_delays
where delay_ms >= 0
having sum(events) > 0
union all
select cast(cast(sum(events) as bigint) as varchar) || ' events were recorded before they happened: two clocks disagree'
from message_delays
where delay_ms < 0
having sum(events) > 0;
