-- What each run felt and what the business did in the same minutes: the p99 of every step beside orders, cancellations and revenue.
-- One row per run, minute (UTC), scenario and step, warm-up left out; an interval belongs to the minute in which it began. The p99 of the
-- response time is in milliseconds with three decimals, null under 1,000 samples, which leave fewer than ten beyond it; "at least" marks a
-- lower bound. Orders, cancelled orders and revenue are those placed in the minute, of all that is loaded, and so the same in all rows of
-- a minute: never add them up over steps. Revenue leaves out what does not count, and is null where a minute mixes currencies; without
-- orders it is 0.00. The business keeps its own time: a target's is city time, which is the clock's as long as the city runs at speed 1.
-- In a city that runs faster, and in generated files, the same minute is not the same minute; then nothing meets, and the orders are
-- zeros.
-- needs: bronze/functions, gold/latency, gold/dim_run, gold/order_minutes
-- result: minutes rows
with merged as (
  select
    run,
    date_trunc('minute', wall_time) as minute,
    scenario,
    step,
    sum(hdr_count(response_time)) as samples,
    hdr_merge(response_time) as response_time,
    hdr_merge(response_bounds) as response_bounds
  from latency
  where response_time is not null
  group by 1, 2, 3, 4
)
select
  m.run,
  r.build,
  cast(m.minute as varchar) as minute,
  m.scenario,
  m.step,
  cast(m.samples as bigint) as samples,
  case when m.samples >= 1000
    then cast(divided(hdr_quantile(m.response_time, 0.99), 1000000, 3) as decimal(18, 3)) end as response_time_p99_ms,
  case when m.samples >= 1000 then hdr_at_least(m.response_time, m.response_bounds, 0.99) end as response_time_p99_at_least,
  coalesce(b.orders, 0) as orders,
  coalesce(b.cancelled_orders, 0) as cancelled_orders,
  case when coalesce(b.one_currency, true) then cast(coalesce(b.revenue, 0.00) as decimal(38, 2)) end as revenue,
  case when b.one_currency then b.currency end as currency
from merged as m
join dim_run as r on r.run = m.run
left join order_minutes as b on b.minute = m.minute
order by m.run, m.minute, m.scenario, m.step;
-- result: insights texts
with minutes as (
  select distinct date_trunc('minute', wall_time) as minute from latency where response_time is not null
),
met as (
  select cast(coalesce(sum(orders), 0) as bigint) as orders, count(*) as minutes
  from order_minutes
  where minute in (select minute from minutes)
)
select cast(orders as varchar) || ' orders were placed in ' || cast(minutes as varchar) || ' of the ' || cast(count(m.minute) as varchar)
  || ' minutes of the runs' as insight
from met
cross join minutes as m
group by orders, minutes
having count(m.minute) > 0;
