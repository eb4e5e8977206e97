-- The categories of the features and how they are encoded: one row per feature and category.
-- Position: by number of customers, then by name, from 1; of age groups by age, unknown last. Target: the mean spend of the category's
-- customers, drawn to the mean of all by as many customers as the setting `encode.smoothing` says (20):
-- (spend of the category + smoothing * mean of all) / (customers of the category + smoothing).
-- Whoever trains on spend must encode from the training part alone, or the target leaks.
-- needs: bronze/settings, gold/customer_features
create table feature_categories as
with counted as (
  select 'region' as feature, coalesce(region, 'unknown') as category, count(*) as customers, sum(spend) as spend
  from customer_features
  group by coalesce(region, 'unknown')
  union all
  select 'zone', coalesce(zone, favourite_zone, 'unknown'), count(*), sum(spend)
  from customer_features
  group by coalesce(zone, favourite_zone, 'unknown')
  union all
  select 'age_group', age_group, count(*), sum(spend)
  from customer_features
  group by age_group
),
everybody as (
  select
    cast(sum(spend) as double precision) / nullif(count(*), 0) as mean_spend,
    coalesce((select cast(value as double precision) from bronze.settings where name = 'encode.smoothing'), 20) as smoothing
  from customer_features
)
select
  c.feature,
  c.category,
  cast(
    case
      when c.feature <> 'age_group' then row_number() over (partition by c.feature order by c.customers desc, c.category)
      when c.category = 'unknown' then 7
      else position(c.category in '18-24 25-34 35-44 45-54 55-64 65+') / 6 + 1
    end
    as integer
  ) as position,
  c.customers,
  cast((cast(c.spend as double precision) + e.smoothing * e.mean_spend) / (c.customers + e.smoothing) as decimal(18, 4)) as target
from counted as c
cross join everybody as e;
