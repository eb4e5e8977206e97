-- No id stands twice in silver.
-- Above two million orders or transactions one part of the ids is looked at, as large as two million are: the same one each time.
-- severity: hard
-- owner: rushhour
-- needs: bronze/files, bronze/current_files, silver/customers, silver/merchants, silver/orders, silver/transactions
with parts as (
  select dataset, cast(greatest(1, sum(rows_kept) // 2000000) as ubigint) as parts
  from bronze.files
  where file_id in (select file_id from bronze.current_files)
  group by dataset
),
ids as (
  select 'customers' as dataset, 'customer_id' as column_name, customer_id as id, file_id, line from silver.customers
  union all
  select 'merchants', 'merchant_id', merchant_id, file_id, line from silver.merchants
  union all
  select 'orders', 'order_id', order_id, file_id, line
  from silver.orders
  where hash(order_id) % (select coalesce(max(parts), 1) from parts where dataset = 'orders') = 0
  union all
  select 'transactions', 'transaction_id', transaction_id, file_id, line
  from silver.transactions
  where hash(transaction_id) % (select coalesce(max(parts), 1) from parts where dataset = 'transactions') = 0
),
repeated as (
  select dataset, column_name, id, max(file_id) as file_id, max(line) as line
  from ids
  group by dataset, column_name, id
  having count(*) > 1
)
select dataset, file_id, line, column_name, id as example
from repeated;
