-- What customers have spent, and what they are expected to spend in the next twelve months.
-- Over orders that count as revenue and customers with at least one. Historic value: what a customer has spent; mean and median of it.
-- Prediction, the same for all: average order (revenue by order) * orders a month * 12 * retention rate. Orders a month: orders by months
-- of acquaintance, summed over the customers; a month is 30 days, and acquaintance lasts from the first order to the newest of all, at
-- least one month. Retention rate: the customers with an order in the last `retention.days` (90) days of the data. The prediction assumes
-- that the next year is like the time behind; a span of data much shorter than a year predicts little. Money and orders a month have two
-- decimals, the rate is in percent with two, half to even, each rounded from what is not rounded; the median is the smallest value with
-- half of the customers at or below it. Tenths: customers in ten equal groups by what they spent. No customers: zeros, no tenths.
-- needs: bronze/settings, gold/customer_orders, gold/customer_tenths
-- result: row
with newest as (
  select
    max(last_at) as last_at,
    coalesce((select cast(value as integer) from bronze.settings where name = 'retention.days'), 90) as window_days
  from customer_orders
),
summed as (
  select
    count(*) as customers,
    coalesce(sum(c.spend), 0.00) as spend,
    coalesce(sum(c.orders), 0) as orders,
    coalesce(max(c.spend), 0.00) as highest,
    coalesce(percentile_disc(0.5) within group (order by c.spend), 0.00) as median,
    coalesce(sum(greatest(30, cast(n.last_at as date) - cast(c.first_at as date) + 1)), 0) as days,
    count(*) filter (where c.last_at > n.last_at - n.window_days * interval '1' day) as retained
  from customer_orders as c
  cross join newest as n
)
select
  customers as total_customers,
  cast(spend as decimal(38, 2)) as total_value,
  coalesce(cast(divided(spend, customers, 2) as decimal(18, 2)), 0.00) as average_value,
  cast(median as decimal(18, 2)) as median_value,
  cast(highest as decimal(18, 2)) as highest_value,
  coalesce(cast(divided(spend, orders, 2) as decimal(18, 2)), 0.00) as average_order,
  coalesce(cast(divided(30 * orders, days, 2) as decimal(18, 2)), 0.00) as orders_per_month,
  coalesce(cast(divided(100 * retained, customers, 2) as decimal(5, 2)), 0.00) as retention_rate,
  coalesce(cast(divided(divided(spend * 360, days, 6) * retained, customers, 2) as decimal(18, 2)), 0.00) as predicted_12_months
from summed;
-- result: tenths rows
select
  tenth,
  customers,
  cast(spend as decimal(38, 2)) as value,
  coalesce(cast(divided(100 * spend, sum(spend) over (), 2) as decimal(5, 2)), 0.00) as percentage,
  cast(lowest as decimal(18, 2)) as lowest_value
from customer_tenths
order by tenth;
-- result: insights texts
select
  'The tenth of the customers who spend most bring '
    || cast(cast(divided(100 * sum(spend) filter (where tenth = 1), sum(spend), 0) as decimal(3, 0)) as varchar)
    || ' % of the revenue' as insight
from customer_tenths
having sum(spend) > 0 and count(*) = 10;
