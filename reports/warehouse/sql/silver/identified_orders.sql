-- Orders of files whose customer is nowhere, or not named, and whose mobile number is that of one customer alone: that customer.
-- needs: silver/orders, silver/customers, silver/broken_references
create table silver.identified_orders as
with numbers as (
  select mobile_number, min(customer_id) as customer_id
  from silver.customers
  where mobile_number is not null
  group by mobile_number
  having count(*) = 1
),
nobodys as (
  select file_id, line from silver.broken_references where dataset = 'orders' and column_name = 'customer_id'
  union all
  select file_id, line from silver.orders where customer_id is null
)
select o.file_id, o.line, n.customer_id
from silver.orders as o
join nobodys as b on b.file_id = o.file_id and b.line = o.line
join numbers as n on n.mobile_number = o.mobile_number;
