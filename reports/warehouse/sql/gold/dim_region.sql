-- The regions of customers and merchants, by their name.
-- needs: silver/customers, silver/merchants
create table dim_region as
with named as (
  select region, 1 as customers, 0 as merchants from silver.customers where region is not null
  union all
  select region, 0, 1 from silver.merchants where region is not null
)
select region, sum(customers) as customers, sum(merchants) as merchants
from named
group by region;
