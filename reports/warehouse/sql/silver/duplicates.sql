-- The records whose id another record has already, in all datasets: the first of the file loaded first stays, the others are left out.
-- Ids of customers, merchants, orders and transactions are one's own over all files, those of events within their source.
-- needs: bronze/customers, bronze/merchants, bronze/current_files, silver/duplicate_orders, silver/duplicate_transactions, silver/duplicate_events
create table silver.duplicates as
with people as (
  select 'customers' as dataset, customer_id as id, file_id, line
  from bronze.customers
  where customer_id is not null and file_id in (select file_id from bronze.current_files)
  union all
  select 'merchants', merchant_id, file_id, line
  from bronze.merchants
  where merchant_id is not null and file_id in (select file_id from bronze.current_files)
),
alike as (
  select
    dataset,
    file_id,
    line,
    first_value(file_id) over same_id as first_file_id,
    first_value(line) over same_id as first_line
  from people
  window same_id as (partition by dataset, id order by file_id, line)
)
select dataset, file_id, line, first_file_id, first_line
from alike
where file_id <> first_file_id or line <> first_line
union all
select 'orders', file_id, line, first_file_id, first_line from silver.duplicate_orders
union all
select 'transactions', file_id, line, first_file_id, first_line from silver.duplicate_transactions
union all
select 'events', file_id, line, first_file_id, first_line from silver.duplicate_events;
