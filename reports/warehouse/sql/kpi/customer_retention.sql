-- How many customers come back: in all, and by month for the newcomers of each month.
-- Over orders that count as revenue. Who has at least two is a repeat customer; rate: of the customers with at least one, in percent, two
-- decimals, 0.00 without any. A cohort is the month of the first order, UTC; in month n (0 is that month) those are active who ordered in
-- the n-th month after it; rate: active in percent of the cohort, two decimals. Every cohort has its months up to the month of the newest
-- order, zeros included. Cohorts of the last 60 months are told.
-- needs: gold/customer_orders, gold/customer_cohorts
-- result: row
select
  count(*) as total_customers,
  count(*) filter (where orders > 1) as repeat_customers,
  coalesce(cast(divided(100 * count(*) filter (where orders > 1), count(*), 2) as decimal(5, 2)), 0.00) as repeat_rate,
  coalesce(cast(divided(sum(orders) filter (where orders > 1), count(*) filter (where orders > 1), 2) as decimal(18, 2)), 0.00)
    as orders_per_repeat_customer
from customer_orders;
-- result: cohorts rows
select
  substring(cast(cohort as varchar) from 1 for 7) as cohort,
  size,
  month,
  active,
  cast(divided(100 * active, size, 2) as decimal(5, 2)) as rate
from customer_cohorts
order by cohort, month;
-- result: retention_by_month rows
select
  month,
  cast(sum(size) as bigint) as customers,
  cast(sum(active) as bigint) as active,
  cast(divided(100 * sum(active), sum(size), 2) as decimal(5, 2)) as rate
from customer_cohorts
group by month
order by month;
-- result: insights texts
select
  cast(cast(divided(100 * count(*) filter (where orders > 1), count(*), 0) as decimal(3, 0)) as varchar)
    || ' % of the customers ordered more than once' as insight
from customer_orders
having count(*) > 0
union all
select cast(cast(divided(100 * sum(active), sum(size), 0) as decimal(3, 0)) as varchar)
    || ' % order again in the month after their first order'
from customer_cohorts
where month = 1
having sum(size) > 0;
