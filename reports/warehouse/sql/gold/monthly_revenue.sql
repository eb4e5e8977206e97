-- Revenue and orders of each calendar month (UTC) from the first to the last that has an order that counts, those without any as well.
-- needs: gold/order_days
create table monthly_revenue as
with counted as (
  select cast(date_trunc('month', day) as date) as month, sum(amount) as revenue, sum(orders) as orders
  from order_days
  where revenue_counts and day is not null
  group by 1
),
months as (
  select unnest(generate_series(min(month), max(month), interval '1 month')) as month
  from counted
),
filled as (
  select
    cast(m.month as date) as month,
    cast(coalesce(c.revenue, 0) as decimal(18, 2)) as revenue,
    cast(coalesce(c.orders, 0) as bigint) as orders
  from months as m
  left join counted as c on c.month = m.month
),
beside as (
  select *, lag(revenue) over (order by month) as before
  from filled
)
select
  month,
  revenue,
  orders,
  before is null as first_month,
  cast(case when before is null then 0 else divided(revenue - before, before, 4) end as decimal(18, 4)) as growth_rate
from beside;
