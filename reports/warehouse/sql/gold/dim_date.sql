-- The days (UTC) on which something was ordered, paid or delivered: a row for each that has something, none in between.
-- Key: date.
-- needs: gold/order_hours, silver/transactions, silver/order_lives
create table dim_date as
with days as (
  select cast(hour as date) as date from order_hours
  union
  select cast("at" as date) from silver.transactions
  union
  select cast(delivered_at as date) from silver.order_lives
)
select
  date,
  cast(extract(year from date) as integer) as year,
  cast(extract(quarter from date) as integer) as quarter,
  cast(extract(month from date) as integer) as month,
  substring(cast(date as varchar) from 1 for 7) as year_month,
  cast(extract(day from date) as integer) as day,
  cast(extract(isodow from date) as integer) as day_of_week,
  extract(isodow from date) > 5 as weekend
from days
where date is not null;
