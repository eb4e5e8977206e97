-- Per minute (UTC): orders, cancelled orders and revenue beside the p99 of the response time of the runs in that minute.
-- Revenue is in major units and leaves out what was cancelled or rejected; it is null where a minute mixes currencies. An interval belongs
-- to the minute in which it began. The p99 is in milliseconds, rounded to three decimals, and null under 1,000 samples, which leave
-- fewer than ten beyond it; "at least" marks one that is only a lower bound. A minute without orders, or without samples, is kept.
-- needs: gold/order_minutes, gold/latency
with business as (
  select
    minute,
    orders,
    cancelled_orders,
    case when one_currency then taken end as revenue,
    case when one_currency then currency end as currency
  from order_minutes
),
merged as (
  select
    date_trunc('minute', wall_time) as minute,
    hdr_merge(response_time) as response_time,
    hdr_merge(response_bounds) as response_bounds
  from latency
  group by date_trunc('minute', wall_time)
),
speed as (
  select
    minute,
    hdr_count(response_time) as samples,
    case when hdr_count(response_time) >= 1000 then hdr_quantile(response_time, 0.99) end as p99_ns,
    case when hdr_count(response_time) >= 1000 then hdr_at_least(response_time, response_bounds, 0.99) end as p99_at_least
  from merged
)
select
  coalesce(business.minute, speed.minute) as minute,
  coalesce(business.orders, 0) as orders,
  coalesce(business.cancelled_orders, 0) as cancelled_orders,
  case when business.minute is null then 0.00 else business.revenue end as revenue,
  business.currency,
  coalesce(speed.samples, 0) as samples,
  cast(speed.p99_ns * 0.000001 as decimal(18, 3)) as response_time_p99_ms,
  speed.p99_at_least as response_time_p99_at_least
from business
full join speed on speed.minute = business.minute
order by 1;
