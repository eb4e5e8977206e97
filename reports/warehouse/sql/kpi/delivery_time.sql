-- How long orders take from placing to the door: mean, p50, p90 and p99, by zone and hour.
-- Of the orders whose events tell both times, in seconds with one decimal. The mean is exact, half to even. A percentile is the value at
-- rank ceil(q n) of the times in tenths of a second (from 100 s on in whole seconds; what lies beyond is left off), null where fewer than
-- ten deliveries lie beyond it: the p50 wants 20 of them, the p90 100, the p99 1,000. Hours are those of placing (UTC), always 24, with
-- zeros and nulls where there is none. Zones by name; deliveries without a zone stand in the whole and in hours only.
-- needs: gold/duration_figures, gold/dim_hour
-- result: row
select
  cast(coalesce(max(deliveries), 0) as bigint) as deliveries,
  max(mean_s) as mean_s,
  max(p50_s) as p50_s,
  max(p90_s) as p90_s,
  max(p99_s) as p99_s
from duration_figures
where measure = 'delivery' and scope = 'all';
-- result: by_zone rows
select zone, deliveries, mean_s, p50_s, p90_s, p99_s
from duration_figures
where measure = 'delivery' and scope = 'zone' and zone is not null
order by zone;
-- result: by_hour rows
select h.hour, coalesce(f.deliveries, 0) as deliveries, f.mean_s, f.p50_s, f.p90_s, f.p99_s
from dim_hour as h
left join duration_figures as f on f.measure = 'delivery' and f.scope = 'hour' and f.hour = h.hour
order by h.hour;
-- result: by_zone_and_hour rows
select zone, hour, deliveries, mean_s, p50_s, p90_s, p99_s
from duration_figures
where measure = 'delivery' and scope = 'zone and hour' and zone is not null
order by zone, hour;
-- result: insights texts
with minutes as (
  select scope, zone, hour, cast(divided(mean_s, 60, 1) as decimal(18, 1)) as mean_minutes, deliveries
  from duration_figures
  where measure = 'delivery'
),
slowest as (
  select zone, mean_minutes from minutes where scope = 'zone' and zone is not null order by mean_minutes desc, zone limit 1
),
busiest as (
  select hour, mean_minutes from minutes where scope = 'hour' order by deliveries desc, hour limit 1
)
select 'A delivery takes ' || cast(mean_minutes as varchar) || ' minutes on average' as insight from minutes where scope = 'all'
union all
select 'Zone ' || zone || ' waits longest: ' || cast(mean_minutes as varchar) || ' minutes'
from slowest
where (select count(*) from minutes where scope = 'zone' and zone is not null) > 1
union all
select 'In the busiest hour, ' || cast(hour as varchar) || ':00 UTC, it takes ' || cast(mean_minutes as varchar) || ' minutes'
from busiest
where (select count(*) from minutes where scope = 'hour') > 1;
