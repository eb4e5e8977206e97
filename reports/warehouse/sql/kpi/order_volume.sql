-- How many orders are placed, by day and by hour of the day (UTC).
-- All orders that have a time, whatever became of them; revenue leaves out those that do not count (cancelled, rejected, refunded, failed)
-- and adds up whatever currencies there are. Days are those that have an order, in order; hours always 24. orders_per_day is the mean over
-- the days that have one, two decimals, half to even, 0.00 without orders. peak_hour is the hour of the day with most orders, the first of
-- equals, null without orders; peak_day likewise.
-- needs: bronze/functions, gold/order_hours, gold/dim_hour
-- result: row
with days as (
  select cast(hour as date) as day, sum(orders) as orders from order_hours group by 1
),
hours as (
  select extract(hour from hour) as hour, sum(orders) as orders from order_hours group by 1
)
select
  cast(coalesce(sum(orders), 0) as bigint) as orders,
  count(*) as days,
  coalesce(cast(divided(sum(orders), count(*), 2) as decimal(18, 2)), 0.00) as orders_per_day,
  (select cast(day as varchar) from days order by orders desc, day limit 1) as peak_day,
  (select cast(hour as integer) from hours order by orders desc, hour limit 1) as peak_hour
from days;
-- result: by_day rows
select
  cast(cast(hour as date) as varchar) as day,
  cast(sum(orders) as bigint) as orders,
  cast(sum(case when revenue_counts then total else 0.00 end) as decimal(38, 2)) as revenue
from order_hours
group by cast(hour as date)
order by 1;
-- result: by_hour rows
select
  h.hour,
  cast(coalesce(sum(o.orders), 0) as bigint) as orders,
  cast(coalesce(sum(case when o.revenue_counts then o.total else 0.00 end), 0.00) as decimal(38, 2)) as revenue
from dim_hour as h
left join order_hours as o on extract(hour from o.hour) = h.hour
group by h.hour
order by h.hour;
-- result: insights texts
with hours as (
  select cast(extract(hour from hour) as integer) as hour, sum(orders) as orders from order_hours group by 1
),
days as (
  select cast(hour as date) as day, sum(orders) as orders from order_hours group by 1
),
peak as (
  select hour, orders from hours order by orders desc, hour limit 1
)
select 'The busiest hour is ' || cast(hour as varchar) || ':00 UTC with '
  || cast(cast(divided(100 * orders, (select sum(orders) from hours), 0) as decimal(3, 0)) as varchar) || ' % of all orders' as insight
from peak
union all
(
  select 'The busiest day is ' || cast(day as varchar) || ' with ' || cast(cast(orders as bigint) as varchar) || ' orders'
  from days
  order by orders desc, day
  limit 1
);
