-- Every date and time lies between the years 1900 and 2100.
-- severity: hard
-- owner: data
-- needs: silver/customers, silver/merchants, silver/orders, silver/transactions
select 'customers' as dataset, file_id, line, 'birth_date' as column_name, cast(birth_date as varchar) as example
from silver.customers
where birth_date not between date '1900-01-01' and date '2100-12-31'
union all
select 'customers', file_id, line, 'signup_date', cast(signup_date as varchar)
from silver.customers
where signup_date not between date '1900-01-01' and date '2100-12-31'
union all
select 'merchants', file_id, line, 'joined_date', cast(joined_date as varchar)
from silver.merchants
where joined_date not between date '1900-01-01' and date '2100-12-31'
union all
select 'orders', file_id, line, 'order_date_time', cast(ordered_at as varchar)
from silver.orders
where ordered_at < timestamp '1900-01-01' or ordered_at >= timestamp '2101-01-01'
union all
select 'transactions', file_id, line, 'timestamp', cast("at" as varchar)
from silver.transactions
where "at" < timestamp '1900-01-01' or "at" >= timestamp '2101-01-01';
