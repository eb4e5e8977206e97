-- Orders, cancellations and revenue by the minute (UTC) in which they were placed.
-- Whether they are of one currency is told by the first and the last of its names.
-- needs: gold/fact_orders
create table order_minutes as
select
  date_trunc('minute', placed_at) as minute,
  count(*) as orders,
  count(case when status = 'cancelled' then 1 end) as cancelled_orders,
  sum(case when status in ('cancelled', 'rejected') then 0.00 else total end) as taken,
  sum(case when revenue_counts then total else 0.00 end) as revenue,
  coalesce(min(currency) = max(currency), true) as one_currency,
  min(currency) as currency
from fact_orders
group by 1;
