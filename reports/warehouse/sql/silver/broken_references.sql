-- The records that name a customer, a merchant or an order that is nowhere. Only checked where there is a file of what is referred to.
-- A record counts as there however faulty it is, unless it could not be read at all.
-- needs: bronze/customers, bronze/merchants, bronze/orders, bronze/transactions, bronze/files, bronze/current_files, silver/unplaced_events
create table silver.broken_references as
with there as (
  select distinct dataset from bronze.files where file_id in (select file_id from bronze.current_files)
),
customer_ids as (
  select distinct customer_id from bronze.customers where file_id in (select file_id from bronze.current_files)
),
merchant_ids as (
  select distinct merchant_id from bronze.merchants where file_id in (select file_id from bronze.current_files)
)
select 'orders' as dataset, o.file_id, o.line, 'customer_id' as column_name
from bronze.orders as o
join there on there.dataset = 'customers'
where o.file_id in (select file_id from bronze.current_files) and o.customer_id is not null
  and not exists (select 1 from customer_ids as c where c.customer_id = o.customer_id)
union all
select 'transactions', t.file_id, t.line, 'customer_id'
from bronze.transactions as t
join there on there.dataset = 'customers'
where t.file_id in (select file_id from bronze.current_files) and t.customer_id is not null
  and not exists (select 1 from customer_ids as c where c.customer_id = t.customer_id)
union all
select 'transactions', t.file_id, t.line, 'merchant_id'
from bronze.transactions as t
join there on there.dataset = 'merchants'
where t.file_id in (select file_id from bronze.current_files) and t.merchant_id is not null
  and not exists (select 1 from merchant_ids as m where m.merchant_id = t.merchant_id)
union all
select 'events', file_id, line, 'order_id' from silver.unplaced_events;
