-- Mean and percentiles of duration_counts: one row per measure and scope, which is all, zone, hour, or zone and hour.
-- Seconds with one decimal. The mean is exact, half to even. A percentile is the value at rank ceil(q n) of the counted lengths, null
-- where fewer than ten lie beyond it: the p50 wants 20 deliveries, the p90 100, the p99 1,000.
-- needs: bronze/functions, gold/duration_counts
create table duration_figures as
with counted as (
  select
    measure,
    case
      when grouping(zone) = 1 and grouping(hour) = 1 then 'all'
      when grouping(hour) = 1 then 'zone'
      when grouping(zone) = 1 then 'hour'
      else 'zone and hour'
    end as scope,
    zone,
    hour,
    tenths,
    sum(deliveries) as deliveries,
    sum(total_s) as total_s
  from duration_counts
  group by grouping sets ((measure, tenths), (measure, zone, tenths), (measure, hour, tenths), (measure, zone, hour, tenths))
),
ranked as (
  select
    *,
    sum(deliveries) over (partition by measure, scope, zone, hour order by tenths) as up_to_here,
    sum(deliveries) over (partition by measure, scope, zone, hour) as n
  from counted
)
select
  measure,
  scope,
  zone,
  hour,
  cast(sum(deliveries) as bigint) as deliveries,
  cast(divided(sum(total_s), sum(deliveries), 1) as decimal(18, 1)) as mean_s,
  cast(min(case when n >= 20 and up_to_here * 100 >= n * 50 then tenths end) * 0.1 as decimal(18, 1)) as p50_s,
  cast(min(case when n >= 100 and up_to_here * 100 >= n * 90 then tenths end) * 0.1 as decimal(18, 1)) as p90_s,
  cast(min(case when n >= 1000 and up_to_here * 100 >= n * 99 then tenths end) * 0.1 as decimal(18, 1)) as p99_s
from ranked
group by measure, scope, zone, hour;
