-- The zones of customers, merchants, transactions, events and targets' stores, by their name. Region and city are those of most of the
-- customers and merchants there, of equally many the first by name; NULL where they say none.
-- needs: silver/customers, silver/merchants, silver/spellings, silver/stored_orders
create table dim_zone as
with named as (
  select spelling as zone from silver.spellings where column_name = 'zone'
  union
  select zone from silver.customers where zone is not null
  union
  select zone from silver.merchants where zone is not null
  union
  select zone from silver.stored_orders where zone is not null
),
people as (
  select zone, region, city from silver.customers where zone is not null
  union all
  select zone, region, city from silver.merchants where zone is not null
),
regions as (
  select zone, region, row_number() over (partition by zone order by count(*) desc, region) as place
  from people
  where region is not null
  group by zone, region
),
cities as (
  select zone, city, row_number() over (partition by zone order by count(*) desc, city) as place
  from people
  where city is not null
  group by zone, city
)
select n.zone, r.region, c.city
from named as n
left join regions as r on r.zone = n.zone and r.place = 1
left join cities as c on c.zone = n.zone and c.place = 1;
