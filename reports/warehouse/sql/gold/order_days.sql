-- Orders and what they came to by day (UTC), status and currency: small however many orders there are.
-- needs: gold/fact_orders
create table order_days as
select cast(placed_at as date) as day, status, revenue_counts, currency, count(*) as orders, coalesce(sum(total), 0.00) as amount
from fact_orders
group by 1, 2, 3, 4;
