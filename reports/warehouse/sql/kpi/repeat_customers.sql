-- Which customers order again, and what that brings.
-- Of the orders that count as revenue: not cancelled, rejected, refunded or failed. total_customers are those with at least one such order,
-- total_repeat_customers those with at least two, repeat_customer_rate is their share to four decimals; revenue_by_repeat_customers is what
-- their orders came to, avg_orders_per_repeat_customer how many they have each, to two decimals. Who never ordered is no customer here, and
-- an order without a customer is nobody's. Without customers everything is 0.
-- needs: gold/customer_orders
-- result: row
select
  cast(coalesce(divided(sum(case when orders >= 2 then 1 else 0 end), count(*), 4), 0) as decimal(18, 4)) as repeat_customer_rate,
  cast(coalesce(sum(case when orders >= 2 then 1 else 0 end), 0) as bigint) as total_repeat_customers,
  count(*) as total_customers,
  cast(coalesce(sum(case when orders >= 2 then spend end), 0) as decimal(18, 2)) as revenue_by_repeat_customers,
  cast(
    coalesce(divided(sum(case when orders >= 2 then orders end), sum(case when orders >= 2 then 1 end), 2), 0) as decimal(18, 2)
  ) as avg_orders_per_repeat_customer
from customer_orders;

-- result: insights texts
with figures as (
  select
    count(*) as customers,
    coalesce(sum(case when orders >= 2 then 1 else 0 end), 0) as repeaters,
    coalesce(sum(case when orders >= 2 then orders else 0 end), 0) as repeat_orders,
    coalesce(sum(spend), 0) as revenue,
    coalesce(sum(case when orders >= 2 then spend else 0 end), 0) as repeat_revenue
  from customer_orders
)
select insight
from (
  select 1 as place, 'Customer retention is ' || cast(cast(divided(repeaters * 100, customers, 0) as integer) as varchar) || ' %: '
    || cast(repeaters as varchar) || ' of ' || cast(customers as varchar) || ' customers have ordered at least twice' as insight
  from figures
  where customers > 0
  union all
  select 2, 'Repeat customers drive ' || cast(cast(divided(repeat_revenue * 100, revenue, 0) as integer) as varchar) || ' % of total revenue'
  from figures
  where revenue > 0
  union all
  select 3, 'The average repeat customer has placed ' || cast(cast(divided(repeat_orders, repeaters, 1) as decimal(18, 1)) as varchar)
    || ' orders'
  from figures
  where repeaters > 0
) as found
order by place;
