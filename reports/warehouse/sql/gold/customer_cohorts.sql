-- How many customers of each month's newcomers ordered again: one row per cohort and month after it, 60 months back at most.
-- A cohort is the month of a customer's first order that counts as revenue. Month 0 is that month; it has all of them.
-- needs: gold/customer_orders, gold/order_days
create table customer_cohorts as
with newest as (
  select max(extract(year from day) * 12 + extract(month from day)) as month
  from order_days
  where revenue_counts
),
groups as (
  select
    cast(date_trunc('month', c.first_at) as date) as cohort,
    cast(newest.month - extract(year from c.first_at) * 12 - extract(month from c.first_at) as integer) as months_ago,
    c.months,
    count(*) as customers
  from customer_orders as c
  cross join newest
  group by 1, 2, 3
),
sizes as (
  select cohort, months_ago, cast(sum(customers) as bigint) as size
  from groups
  where months_ago < 60
  group by cohort, months_ago
)
select
  s.cohort,
  s.months_ago - h.months_ago as month,
  s.size,
  cast(
    coalesce(sum(g.customers) filter (where g.months & (cast(1 as bigint) << cast(h.months_ago as integer)) <> 0), 0)
    as bigint
  ) as active
from sizes as s
join generate_series(0, 59) as h(months_ago) on h.months_ago <= s.months_ago
join groups as g on g.cohort = s.cohort
group by s.cohort, s.months_ago, s.size, h.months_ago
order by s.cohort, 2;
