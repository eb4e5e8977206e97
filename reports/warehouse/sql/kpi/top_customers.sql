-- The ten customers who spent most, and how many there are of each segment.
-- Of the orders that count as revenue: not cancelled, rejected, refunded or failed. By what they spent, then by orders, the most first; of
-- equal ones the lower customer_id, numbers before other texts. A customer_id that is a number is written as one. Segments by what was
-- spent: VIP from 800.00, "High Value" from 500.00, Regular from 100.00; who spent less is in none, segment is then null, and
-- customers_below_segments counts them. The four numbers add up to the customers with at least one such order.
-- needs: gold/customer_orders, gold/customer_tenths
-- result: top_customers rows
select
  case
    when customer_id similar to '[1-9][0-9]{0,14}' then cast(customer_id as json)
    else to_json(customer_id)
  end as customer_id,
  spend as total_spent,
  orders,
  case when spend >= 800 then 'VIP' when spend >= 500 then 'High Value' when spend >= 100 then 'Regular' end as segment
from customer_orders
order by
  spend desc,
  orders desc,
  case when customer_id similar to '[1-9][0-9]{0,14}' then cast(customer_id as bigint) end nulls last,
  customer_id
limit 10;

-- result: customer_segments keyed
select
  s.segment,
  coalesce(sum(case when c.spend >= s.min_spend and (s.below is null or c.spend < s.below) then 1 else 0 end), 0) as count,
  s.min_spend
from (values ('VIP', 800, null), ('High Value', 500, 800), ('Regular', 100, 500)) as s(segment, min_spend, below)
left join customer_orders as c on true
group by s.segment, s.min_spend
order by s.min_spend desc;

-- result: customers_below_segments value
select count(*)
from customer_orders
where spend < 100;

-- result: insights texts
with figures as (
  select
    count(*) as customers,
    coalesce(sum(spend), 0) as revenue,
    coalesce(sum(case when spend >= 800 then 1 else 0 end), 0) as vips,
    coalesce(sum(case when spend >= 800 then spend else 0 end), 0) as vip_spend,
    coalesce(sum(case when spend < 500 and spend >= 100 then 1 else 0 end), 0) as regulars,
    coalesce(sum(case when spend < 100 then 1 else 0 end), 0) as below
  from customer_orders
)
select insight
from (
  select 1 as place, 'The top 10 % of customers (' || cast(t.customers as varchar) || ' of ' || cast(f.customers as varchar)
    || ') account for ' || cast(cast(divided(t.spend * 100, f.revenue, 0) as integer) as varchar) || ' % of revenue' as insight
  from figures as f
  join customer_tenths as t on t.tenth = 1
  where f.revenue > 0
  union all
  select 2, 'VIP customers (' || cast(vips as varchar) || ') account for '
    || cast(cast(divided(vip_spend * 100, revenue, 0) as integer) as varchar) || ' % of revenue'
  from figures
  where vips > 0
  union all
  select 3, 'Regular customers (' || cast(cast(divided(regulars * 100, customers, 0) as integer) as varchar)
    || ' % of all) could rise to High Value'
  from figures
  where regulars > 0
  union all
  select 4, cast(below as varchar) || ' of ' || cast(customers as varchar) || ' customers have spent less than 100 and are in no segment'
  from figures
  where below > 0
) as found
order by place;
