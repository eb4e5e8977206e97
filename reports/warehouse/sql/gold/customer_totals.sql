-- What each customer ordered, one row for everyone who ordered at all; revenue and counting_orders are of the orders that count as revenue.
-- needs: silver/all_orders, silver/customers
create table customer_totals as
with ordered as (
  select
    customer_id,
    count(*) as orders,
    count(*) filter (where revenue_counts) as counting_orders,
    coalesce(sum(total) filter (where revenue_counts), 0.00) as revenue,
    min(placed_at) filter (where revenue_counts) as first_at,
    max(placed_at) filter (where revenue_counts) as last_at
  from silver.all_orders
  where customer_id is not null
  group by customer_id
)
select o.customer_id, c.region, c.zone, o.orders, o.counting_orders, o.revenue, o.first_at, o.last_at
from ordered as o
left join silver.customers as c on c.customer_id = o.customer_id;
