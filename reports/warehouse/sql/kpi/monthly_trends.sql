-- Revenue and orders by calendar month (UTC), and how revenue grows from month to month.
-- Of the orders that count as revenue: not cancelled, rejected, refunded or failed. Every month from the first to the last that has one, so
-- that a month without orders in between stands there with zeros. growth_rate = (revenue - that of the month before) / that of the month
-- before, to four decimals: 0.0000 in the first month, null behind a month without revenue, from which nothing can grow. avg_monthly_growth
-- is the mean of these rates as they are shown, without the first month and nulls, to four decimals; 0.0000 if none is left.
-- needs: gold/monthly_revenue, gold/order_days
-- result: monthly_trends rows
select
  substring(cast(month as varchar) from 1 for 7) as month,
  revenue,
  orders,
  growth_rate
from monthly_revenue
order by month;

-- result: row
select
  count(*) as total_months,
  cast(coalesce(divided(sum(case when not first_month then growth_rate end), count(case when not first_month then growth_rate end), 4), 0)
    as decimal(18, 4)) as avg_monthly_growth
from monthly_revenue;

-- result: insights texts
with months as (
  select *, substring(cast(month as varchar) from 1 for 7) as name
  from monthly_revenue
),
rates as (
  select divided(sum(growth_rate), count(*), 4) as mean, count(*) as months, sum(case when growth_rate > 0 then 1 else 0 end) as growing
  from months
  where not first_month and growth_rate is not null
),
ranked as (
  select name, revenue, row_number() over (order by revenue desc, name) as best
  from months
),
currencies as (
  select count(distinct currency) as kinds
  from order_days
  where revenue_counts
)
select insight
from (
  select 1 as place, 'Revenue grew in ' || cast(growing as varchar) || ' of ' || cast(months as varchar) || ' months, by '
    || cast(cast(divided(mean * 100, 1, 1) as decimal(18, 1)) as varchar) || ' % a month on average' as insight
  from rates
  where months > 0
  union all
  select 2, name || ' was the strongest month, with ' || cast(revenue as varchar) || ' of revenue'
  from ranked
  where best = 1 and revenue > 0
  union all
  select 3, cast(count(*) as varchar) || ' months between the first and the last had no revenue'
  from months
  where revenue = 0
  having count(*) > 0
  union all
  select 4, 'Revenue adds up amounts of ' || cast(kinds as varchar) || ' currencies as if they were one'
  from currencies
  where kinds > 1
) as found
order by place;
