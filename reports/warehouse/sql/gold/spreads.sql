-- How the amounts and the numeric features are spread: one row per dataset and column.
-- Deviation is that of a sample, 0 for a single value. Quartiles and median are the smallest value with at least that share at or below it.
-- MAD is the median of the distances to the median.
-- Orders are those of files. Mean and deviation come out of floating point with six decimals.
-- needs: gold/fact_transactions, silver/orders, gold/customer_features
create table spreads as
with counted as (
  select 'transactions' as dataset, 'amount' as column_name, cast(amount as decimal(22, 4)) as value, count(*) as times
  from fact_transactions
  where amount is not null
  group by amount
  union all
  select 'orders', 'total', total, count(*)
  from silver.orders
  where total is not null
  group by total
  union all
  select 'customers', 'age', age, count(*) from customer_features where age is not null group by age
  union all
  select 'customers', 'orders', orders, count(*) from customer_features group by orders
  union all
  select 'customers', 'order_frequency', order_frequency, count(*) from customer_features group by order_frequency
  union all
  select 'customers', 'recency_days', recency_days, count(*) from customer_features where recency_days is not null group by recency_days
  union all
  select 'customers', 'spend', spend, count(*) from customer_features group by spend
  union all
  select 'customers', 'mean_basket', mean_basket, count(*) from customer_features group by mean_basket
  union all
  select 'customers', 'favourite_zone_share', favourite_zone_share, count(*) from customer_features group by favourite_zone_share
),
summed as (
  select
    dataset,
    column_name,
    cast(sum(times) as bigint) as known,
    min(value) as lowest,
    max(value) as highest,
    cast(cast(sum(value * times) as double precision) / sum(times) as decimal(38, 6)) as mean
  from counted
  group by dataset, column_name
),
ordered as (
  select
    dataset,
    column_name,
    value,
    sum(times) over (partition by dataset, column_name order by value) as up_to_here
  from counted
),
quartiles as (
  select
    s.dataset,
    s.column_name,
    min(o.value) filter (where o.up_to_here * 4 >= s.known) as lower_quartile,
    min(o.value) filter (where o.up_to_here * 2 >= s.known) as median,
    min(o.value) filter (where o.up_to_here * 4 >= s.known * 3) as upper_quartile
  from summed as s
  join ordered as o on o.dataset = s.dataset and o.column_name = s.column_name
  group by s.dataset, s.column_name
),
distances as (
  select
    c.dataset,
    c.column_name,
    abs(c.value - q.median) as distance,
    sum(c.times) over (partition by c.dataset, c.column_name order by abs(c.value - q.median)) as up_to_here
  from counted as c
  join quartiles as q on q.dataset = c.dataset and q.column_name = c.column_name
),
deviations as (
  select s.dataset, s.column_name, min(d.distance) filter (where d.up_to_here * 2 >= s.known) as mad
  from summed as s
  join distances as d on d.dataset = s.dataset and d.column_name = s.column_name
  group by s.dataset, s.column_name
),
squares as (
  select s.dataset, s.column_name, sum(c.times * power(cast(c.value as double precision) - s.mean, 2)) as total
  from summed as s
  join counted as c on c.dataset = s.dataset and c.column_name = s.column_name
  group by s.dataset, s.column_name
)
select
  s.dataset,
  s.column_name,
  s.known,
  s.lowest,
  s.highest,
  s.mean,
  cast(case when s.known > 1 then sqrt(v.total / (s.known - 1)) else 0 end as decimal(38, 6)) as deviation,
  q.lower_quartile,
  q.median,
  q.upper_quartile,
  d.mad
from summed as s
join quartiles as q on q.dataset = s.dataset and q.column_name = s.column_name
join deviations as d on d.dataset = s.dataset and d.column_name = s.column_name
join squares as v on v.dataset = s.dataset and v.column_name = s.column_name;
