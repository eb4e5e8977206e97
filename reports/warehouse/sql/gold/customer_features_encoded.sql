-- Customer features as numbers, for models: one row per customer, no value missing.
-- Scaled: each numeric feature three ways. _min_max: 0 at the lowest, 1 at the highest. _z: deviations from the mean. _robust: distances of
-- the quartiles from the median. A feature that is the same for all is 0. Age and recency that are not known take the median, and _missing
-- says so. Encoded: age group one-hot and as ordinal (1 to 6, 0 unknown); region one-hot, the eight most frequent in the order of
-- feature_categories.position, all others in region_other; zone (failing that the favourite) as its target. Shares of hours are as they
-- are. Lowest, mean, quartiles and the like stand in spreads, so that a model can be given new customers in the same way.
-- needs: gold/customer_features, gold/feature_categories, gold/spreads
create view customer_features_encoded as
with told as (
  select
    f.*,
    cast(coalesce(f.age, a.median) as double precision) as age_told,
    cast(f.orders as double precision) as orders_told,
    cast(f.order_frequency as double precision) as order_frequency_told,
    cast(coalesce(f.recency_days, r.median) as double precision) as recency_days_told,
    cast(f.spend as double precision) as spend_told,
    cast(f.mean_basket as double precision) as mean_basket_told,
    cast(f.favourite_zone_share as double precision) as favourite_zone_share_told
  from customer_features as f
  left join spreads as a on a.dataset = 'customers' and a.column_name = 'age'
  left join spreads as r on r.dataset = 'customers' and r.column_name = 'recency_days'
)
select
  t.customer_id,
  case when t.age is null then 1 else 0 end as age_missing,
  case when t.recency_days is null then 1 else 0 end as recency_days_missing,
  coalesce((age_told - s1.lowest) / nullif(s1.highest - s1.lowest, 0), 0) as age_min_max,
  coalesce((age_told - s1.mean) / nullif(s1.deviation, 0), 0) as age_z,
  coalesce((age_told - s1.median) / nullif(s1.upper_quartile - s1.lower_quartile, 0), 0) as age_robust,
  coalesce((orders_told - s2.lowest) / nullif(s2.highest - s2.lowest, 0), 0) as orders_min_max,
  coalesce((orders_told - s2.mean) / nullif(s2.deviation, 0), 0) as orders_z,
  coalesce((orders_told - s2.median) / nullif(s2.upper_quartile - s2.lower_quartile, 0), 0) as orders_robust,
  coalesce((order_frequency_told - s3.lowest) / nullif(s3.highest - s3.lowest, 0), 0) as order_frequency_min_max,
  coalesce((order_frequency_told - s3.mean) / nullif(s3.deviation, 0), 0) as order_frequency_z,
  coalesce((order_frequency_told - s3.median) / nullif(s3.upper_quartile - s3.lower_quartile, 0), 0) as order_frequency_robust,
  coalesce((recency_days_told - s4.lowest) / nullif(s4.highest - s4.lowest, 0), 0) as recency_days_min_max,
  coalesce((recency_days_told - s4.mean) / nullif(s4.deviation, 0), 0) as recency_days_z,
  coalesce((recency_days_told - s4.median) / nullif(s4.upper_quartile - s4.lower_quartile, 0), 0) as recency_days_robust,
  coalesce((spend_told - s5.lowest) / nullif(s5.highest - s5.lowest, 0), 0) as spend_min_max,
  coalesce((spend_told - s5.mean) / nullif(s5.deviation, 0), 0) as spend_z,
  coalesce((spend_told - s5.median) / nullif(s5.upper_quartile - s5.lower_quartile, 0), 0) as spend_robust,
  coalesce((mean_basket_told - s6.lowest) / nullif(s6.highest - s6.lowest, 0), 0) as mean_basket_min_max,
  coalesce((mean_basket_told - s6.mean) / nullif(s6.deviation, 0), 0) as mean_basket_z,
  coalesce((mean_basket_told - s6.median) / nullif(s6.upper_quartile - s6.lower_quartile, 0), 0) as mean_basket_robust,
  coalesce((favourite_zone_share_told - s7.lowest) / nullif(s7.highest - s7.lowest, 0), 0) as favourite_zone_share_min_max,
  coalesce((favourite_zone_share_told - s7.mean) / nullif(s7.deviation, 0), 0) as favourite_zone_share_z,
  coalesce((favourite_zone_share_told - s7.median) / nullif(s7.upper_quartile - s7.lower_quartile, 0), 0) as favourite_zone_share_robust,
  t.hours_0_3,
  t.hours_4_7,
  t.hours_8_11,
  t.hours_12_15,
  t.hours_16_19,
  t.hours_20_23,
  mod(g.position, 7) as age_group_ordinal,
  case when g.position = 1 then 1 else 0 end as age_group_18_24,
  case when g.position = 2 then 1 else 0 end as age_group_25_34,
  case when g.position = 3 then 1 else 0 end as age_group_35_44,
  case when g.position = 4 then 1 else 0 end as age_group_45_54,
  case when g.position = 5 then 1 else 0 end as age_group_55_64,
  case when g.position = 6 then 1 else 0 end as age_group_65_up,
  case when g.position = 7 then 1 else 0 end as age_group_unknown,
  case when p.position = 1 then 1 else 0 end as region_1,
  case when p.position = 2 then 1 else 0 end as region_2,
  case when p.position = 3 then 1 else 0 end as region_3,
  case when p.position = 4 then 1 else 0 end as region_4,
  case when p.position = 5 then 1 else 0 end as region_5,
  case when p.position = 6 then 1 else 0 end as region_6,
  case when p.position = 7 then 1 else 0 end as region_7,
  case when p.position = 8 then 1 else 0 end as region_8,
  case when p.position > 8 then 1 else 0 end as region_other,
  z.target as zone_target
from told as t
join feature_categories as g on g.feature = 'age_group' and g.category = t.age_group
join feature_categories as p on p.feature = 'region' and p.category = coalesce(t.region, 'unknown')
join feature_categories as z on z.feature = 'zone' and z.category = coalesce(t.zone, t.favourite_zone, 'unknown')
left join spreads as s1 on s1.dataset = 'customers' and s1.column_name = 'age'
left join spreads as s2 on s2.dataset = 'customers' and s2.column_name = 'orders'
left join spreads as s3 on s3.dataset = 'customers' and s3.column_name = 'order_frequency'
left join spreads as s4 on s4.dataset = 'customers' and s4.column_name = 'recency_days'
left join spreads as s5 on s5.dataset = 'customers' and s5.column_name = 'spend'
left join spreads as s6 on s6.dataset = 'customers' and s6.column_name = 'mean_basket'
left join spreads as s7 on s7.dataset = 'customers' and s7.column_name = 'favourite_zone_share';
