-- No id stands twice in silver.
-- Of more than half a million records of a dataset, one part of the ids is looked at, about as large as that: the same one each time.
-- severity: hard
-- owner: rushhour
-- needs: bronze/files, bronze/current_files, silver/customers, silver/merchants, silver/orders, silver/transactions
with parts as (
  select dataset, cast(greatest(1, sum(rows_kept) // 500000) as ubigint) as parts
  from bronze.files
  where file_id in (select file_id from bronze.current_files)
  group by dataset
)
select 'customers' as dataset, max(file_id) as file_id, max(line) as line, 'customer_id' as column_name, customer_id as example
from silver.customers
where hash(customer_id) % (select coalesce(max(parts), 1) from parts where dataset = 'customers') = 0
group by customer_id
having count(*) > 1
union all
select 'merchants', max(file_id), max(line), 'merchant_id', merchant_id
from silver.merchants
where hash(merchant_id) % (select coalesce(max(parts), 1) from parts where dataset = 'merchants') = 0
group by merchant_id
having count(*) > 1
union all
select 'orders', max(file_id), max(line), 'order_id', order_id
from silver.orders
where hash(order_id) % (select coalesce(max(parts), 1) from parts where dataset = 'orders') = 0
group by order_id
having count(*) > 1
union all
select 'transactions', max(file_id), max(line), 'transaction_id', transaction_id
from silver.transactions
where hash(transaction_id) % (select coalesce(max(parts), 1) from parts where dataset = 'transactions') = 0
group by transaction_id
having count(*) > 1;
