-- What happens in each hour of the day (UTC): always 24 rows. Transactions; where none are loaded, orders.
-- Activity counts every one of them, revenue those that count as revenue. What has no time is left out.
-- needs: gold/fact_transactions, gold/order_totals
create table hourly_activity as
with happened as (
  select extract(hour from "at") as hour, count(*) as activity, sum(case when is_revenue then amount else 0.00 end) as revenue
  from fact_transactions
  where "at" is not null
  group by 1
  union all
  select hour, sum(orders), sum(case when revenue_counts then total else 0.00 end)
  from order_totals
  where hour is not null and not exists (select 1 from fact_transactions)
  group by 1
)
select cast(h.hour as integer) as hour, cast(coalesce(a.activity, 0) as bigint) as activity, coalesce(a.revenue, 0.00) as revenue
from generate_series(0, 23) as h(hour)
left join happened as a on a.hour = h.hour
order by h.hour;
