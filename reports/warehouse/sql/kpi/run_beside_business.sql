-- What each run felt and what the business did in the same minutes: the p99 of every step beside orders, cancellations and revenue.
-- One row per run, minute (UTC), scenario and step, warm-up left out; an interval belongs to the minute in which it began. The p99 of the
-- response time is in milliseconds with three decimals, null under 1,000 samples, which leave fewer than ten beyond it; "at least" marks a
-- lower bound. Orders, cancelled orders and revenue are those placed in the minute, of all that is loaded, and so the same in all rows of
-- a minute: never add them up over steps. Revenue leaves out what does not count, and is null where a minute mixes currencies; without
-- orders it is 0.00. The business keeps its own time: a target's is city time, which is the clock's as long as the city runs at speed 1.
-- In a city that runs faster, and in generated files, the same minute is not the same minute; then nothing meets, and the orders are
-- zeros.
-- needs: bronze/functions, gold/latency, gold/dim_run, gold/fact_orders
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
),
business as (
  select
    date_trunc('minute', placed_at) as minute,
    count(*) as orders,
    count(case when status = 'cancelled' then 1 end) as cancelled_orders,
    sum(case when revenue_counts then total else 0.00 end) as revenue,
    count(distinct currency) as currencies,
    min(currency) as currency
  from fact_orders
  where placed_at >= (select min(minute) from merged) and placed_at < (select max(minute) from merged) + interval '1' minute
  group by 1
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
  case when coalesce(b.currencies, 0) < 2 then cast(coalesce(b.revenue, 0.00) as decimal(38, 2)) end as revenue,
  case when b.currencies = 1 then b.currency end as currency
from merged as m
join dim_run as r on r.run = m.run
left join business as b on b.minute = m.minute
order by m.run, m.minute, m.scenario, m.step;
-- result: insights texts
with minutes as (
  select distinct date_trunc('minute', wall_time) as minute from latency where response_time is not null
),
met as (
  select count(*) as orders, count(distinct date_trunc('minute', placed_at)) as minutes
  from fact_orders
  where date_trunc('minute', placed_at) in (select minute from minutes)
)
select cast(orders as varchar) || ' orders were placed in ' || cast(minutes as varchar) || ' of the ' || cast(count(m.minute) as varchar)
  || ' minutes of the runs' as insight
from met
cross join minutes as m
group by orders, minutes
having count(m.minute) > 0;
