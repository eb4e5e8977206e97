-- Orders and revenue by region, by city and by zone.
-- Of orders that count as revenue. Region and zone are the order's (which has them from its customer where it names none), the city is the
-- customer's. What is not known is 'unknown', so that each list adds up to the same. Average: revenue by order, two decimals, half to even.
-- By revenue, then by name; the lists of cities and zones end after 1,000.
-- needs: gold/geography_sales
-- result: regions rows
select
  name as region,
  orders,
  cast(revenue as decimal(38, 2)) as revenue,
  coalesce(cast(divided(revenue, orders, 2) as decimal(18, 2)), 0.00) as avg_order
from geography_sales
where level = 'region'
order by revenue desc, name;
-- result: cities rows
select
  name as city,
  orders,
  cast(revenue as decimal(38, 2)) as revenue,
  coalesce(cast(divided(revenue, orders, 2) as decimal(18, 2)), 0.00) as avg_order
from geography_sales
where level = 'city'
order by revenue desc, name
limit 1000;
-- result: zones rows
select
  name as zone,
  orders,
  cast(revenue as decimal(38, 2)) as revenue,
  coalesce(cast(divided(revenue, orders, 2) as decimal(18, 2)), 0.00) as avg_order
from geography_sales
where level = 'zone'
order by revenue desc, name
limit 1000;
-- result: total_revenue value
select cast(coalesce(sum(revenue), 0.00) as decimal(38, 2)) as total_revenue from geography_sales where level = 'region';
-- result: insights texts
select
  case level when 'region' then 'Region ' when 'city' then 'City ' else 'Zone ' end || name || ' brings '
    || cast(cast(divided(100 * revenue, all_revenue, 0) as decimal(3, 0)) as varchar) || ' % of the revenue' as insight
from (
  select
    level,
    name,
    revenue,
    sum(revenue) over (partition by level) as all_revenue,
    row_number() over (partition by level order by revenue desc, name) as place
  from geography_sales
) as shared
where place = 1 and all_revenue > 0 and name <> 'unknown'
order by level desc;
