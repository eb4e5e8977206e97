-- Sales by region, city and zone: one row per level and name. What is not known is 'unknown'.
-- Region and zone are the order's, the city is the customer's, since orders have none.
-- needs: gold/order_totals, gold/customer_orders, silver/customers
create table geography_sales as
with placed as (
  select coalesce(region, 'unknown') as region, coalesce(zone, 'unknown') as zone, orders, total as revenue, customer_known
  from order_totals
  where revenue_counts
),
homes as (
  select customer_id, min(city) as city
  from silver.customers
  group by customer_id
),
cities as (
  select coalesce(h.city, 'unknown') as city, sum(c.orders) as orders, sum(c.spend) as revenue
  from customer_orders as c
  left join homes as h on h.customer_id = c.customer_id
  group by 1
  union all
  select 'unknown', sum(orders), sum(revenue)
  from placed
  where not customer_known
)
select 'region' as level, region as name, cast(sum(orders) as bigint) as orders, coalesce(sum(revenue), 0.00) as revenue
from placed
group by region
union all
select 'city', city, cast(sum(orders) as bigint), coalesce(sum(revenue), 0.00)
from cities
group by city
having sum(orders) > 0
union all
select 'zone', zone, cast(sum(orders) as bigint), coalesce(sum(revenue), 0.00)
from placed
group by zone;
