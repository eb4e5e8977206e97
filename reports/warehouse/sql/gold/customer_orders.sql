-- What each customer has ordered: one row per customer, of the orders that count as revenue.
-- Orders of nobody are left out. The months are bits: bit n is set where an order stands n months before the month of the newest order,
-- up to 59 of them. Of two zones with equally many orders the last by name is the favourite. Hours are UTC.
-- needs: gold/fact_orders, gold/order_days
create table customer_orders as
with newest as (
  select max(extract(year from day) * 12 + extract(month from day)) as month
  from order_days
  where revenue_counts
),
dated as (
  select
    o.customer_id,
    o.zone,
    o.total,
    o.placed_at,
    extract(hour from o.placed_at) as hour,
    newest.month - extract(year from o.placed_at) * 12 - extract(month from o.placed_at) as months_ago
  from fact_orders as o
  cross join newest
  where o.revenue_counts and o.customer_id is not null
),
by_zone as (
  select
    customer_id,
    zone,
    count(*) as orders,
    sum(total) as spend,
    min(placed_at) as first_at,
    max(placed_at) as last_at,
    bit_or(case when months_ago < 60 then cast(1 as bigint) << cast(months_ago as integer) else 0 end) as months,
    count(*) filter (where hour < 4) as hours_0_3,
    count(*) filter (where hour between 4 and 7) as hours_4_7,
    count(*) filter (where hour between 8 and 11) as hours_8_11,
    count(*) filter (where hour between 12 and 15) as hours_12_15,
    count(*) filter (where hour between 16 and 19) as hours_16_19,
    count(*) filter (where hour >= 20) as hours_20_23
  from dated
  group by customer_id, zone
)
select
  customer_id,
  cast(sum(orders) as bigint) as orders,
  coalesce(sum(spend), 0.00) as spend,
  min(first_at) as first_at,
  max(last_at) as last_at,
  bit_or(months) as months,
  cast(sum(hours_0_3) as bigint) as hours_0_3,
  cast(sum(hours_4_7) as bigint) as hours_4_7,
  cast(sum(hours_8_11) as bigint) as hours_8_11,
  cast(sum(hours_12_15) as bigint) as hours_12_15,
  cast(sum(hours_16_19) as bigint) as hours_16_19,
  cast(sum(hours_20_23) as bigint) as hours_20_23,
  substring(max(lpad(cast(orders as varchar), 18, '0') || zone) from 19) as favourite_zone,
  coalesce(max(orders) filter (where zone is not null), 0) as favourite_zone_orders
from by_zone
group by customer_id;
