-- What each region brings: its revenue, its customers, and what an order there comes to.
-- Of the orders that count as revenue: not cancelled, rejected, refunded or failed. A region is that of the order's customer; customers are
-- those with at least one such order; avg_order is revenue / orders to two decimals. By revenue, the highest first, of equal ones by name.
-- Orders whose region is not known stand under "Unknown", so that the revenues add up; that one is no region: it is neither top_region nor
-- in total_regions. Without a known region top_region is null.
-- needs: gold/order_totals, gold/customer_orders, silver/customers
-- result: regional_revenue rows
with sold as (
  select region, sum(total) as revenue, sum(orders) as orders
  from order_totals
  where revenue_counts
  group by region
),
buyers as (
  select c.region, count(*) as customers
  from customer_orders as o
  left join silver.customers as c on c.customer_id = o.customer_id
  group by c.region
)
select
  coalesce(s.region, 'Unknown') as region,
  cast(s.revenue as decimal(18, 2)) as revenue,
  coalesce(b.customers, 0) as customers,
  cast(divided(s.revenue, s.orders, 2) as decimal(18, 2)) as avg_order
from sold as s
left join buyers as b on b.region is not distinct from s.region
order by s.revenue desc, s.region nulls last;

-- result: top_region value
select region
from order_totals
where revenue_counts and region is not null
group by region
order by sum(total) desc, region
limit 1;

-- result: total_regions value
select count(distinct region)
from order_totals
where revenue_counts;

-- result: insights texts
with sold as (
  select coalesce(region, 'Unknown') as name, region is not null as known, sum(total) as revenue, sum(orders) as orders
  from order_totals
  where revenue_counts
  group by region
),
ranked as (
  select
    *,
    sum(revenue) over () as all_revenue,
    count(case when known then 1 end) over () as regions,
    row_number() over (order by known desc, revenue desc, name) as by_revenue,
    row_number() over (order by known desc, divided(revenue, orders, 6) desc, name) as by_average,
    row_number() over (order by known desc, revenue, name) as by_room
  from sold
)
select insight
from (
  select 1 as place, name || ' leads with ' || cast(cast(divided(revenue * 100, all_revenue, 0) as integer) as varchar)
    || ' % of total revenue' as insight
  from ranked
  where known and by_revenue = 1 and all_revenue > 0
  union all
  select 2, name || ' has the highest average order, ' || cast(cast(divided(revenue, orders, 2) as decimal(18, 2)) as varchar)
  from ranked
  where known and by_average = 1 and regions > 1
  union all
  select 3, name || ' brings the least, ' || cast(cast(divided(revenue * 100, all_revenue, 0) as integer) as varchar)
    || ' % of total revenue'
  from ranked
  where known and by_room = 1 and regions > 1 and all_revenue > 0
  union all
  select 4, cast(cast(divided(revenue * 100, all_revenue, 0) as integer) as varchar) || ' % of total revenue is of no known region'
  from ranked
  where not known and revenue > 0
) as found
order by place;
