-- What is known of each customer, for models: one row per customer of the files or of the orders.
-- Over orders that count as revenue. The reference day is that of the newest order, without orders that of the newest sign-up. Age: whole
-- years on that day, null if unknown; age groups are 18-24, 25-34, 35-44, 45-54, 55-64, 65+ and unknown, which has those under 18 and over
-- 120 as well (the quality report tells of them). Order frequency: orders by 30 days from the first order to the reference day, both
-- included. Recency: days from the last order to the reference day, null without orders. Hours: the share of orders in each sixth of the
-- day (UTC). Favourite zone: where most orders went, of several the last by name, with its share. Shares have four decimals and are 0
-- without orders. Quotients are taken in floating point: features are for models, the KPIs have the exact ones.
-- needs: silver/customers, gold/customer_orders
create table customer_features as
with reference as (
  select coalesce(
    (select cast(max(last_at) as date) from customer_orders),
    (select max(signup_date) from silver.customers)
  ) as day
),
people as (
  select customer_id, birth_date, region, city, zone
  from silver.customers
  where customer_id is not null
  union all
  select o.customer_id, null, null, null, null
  from customer_orders as o
  where not exists (select 1 from silver.customers as c where c.customer_id = o.customer_id)
),
aged as (
  select
    p.*,
    r.day as reference_day,
    cast(
      extract(year from r.day) - extract(year from p.birth_date)
        - case
          when extract(month from r.day) * 100 + extract(day from r.day)
            < extract(month from p.birth_date) * 100 + extract(day from p.birth_date)
            then 1
          else 0
        end
      as integer
    ) as age
  from people as p
  cross join reference as r
)
select
  a.customer_id,
  a.reference_day,
  a.region,
  a.city,
  a.zone,
  a.age,
  case
    when a.age between 18 and 24 then '18-24'
    when a.age between 25 and 34 then '25-34'
    when a.age between 35 and 44 then '35-44'
    when a.age between 45 and 54 then '45-54'
    when a.age between 55 and 64 then '55-64'
    when a.age between 65 and 120 then '65+'
    else 'unknown'
  end as age_group,
  coalesce(o.orders, 0) as orders,
  coalesce(cast(cast(30 * o.orders as double precision) / (a.reference_day - cast(o.first_at as date) + 1) as decimal(18, 4)), 0.0000)
    as order_frequency,
  a.reference_day - cast(o.last_at as date) as recency_days,
  coalesce(cast(o.spend as decimal(18, 2)), 0.00) as spend,
  coalesce(cast(cast(o.spend as double precision) / o.orders as decimal(18, 2)), 0.00) as mean_basket,
  coalesce(cast(cast(o.hours_0_3 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_0_3,
  coalesce(cast(cast(o.hours_4_7 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_4_7,
  coalesce(cast(cast(o.hours_8_11 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_8_11,
  coalesce(cast(cast(o.hours_12_15 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_12_15,
  coalesce(cast(cast(o.hours_16_19 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_16_19,
  coalesce(cast(cast(o.hours_20_23 as double precision) / o.orders as decimal(5, 4)), 0.0000) as hours_20_23,
  o.favourite_zone,
  coalesce(cast(cast(o.favourite_zone_orders as double precision) / o.orders as decimal(5, 4)), 0.0000) as favourite_zone_share
from aged as a
left join customer_orders as o on o.customer_id = a.customer_id;
