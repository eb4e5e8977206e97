-- What was ordered: one row an order and item, categories in the spelling that merchants and transactions have where they have it.
-- needs: bronze/functions, silver/orders, silver/spellings
create view silver.order_items as
with listed as (
  select
    source,
    order_id,
    ordered_at,
    customer_id,
    status,
    unnest(from_json(items, '[{"sku": "VARCHAR", "category": "VARCHAR", "quantity": "BIGINT", "price": "DECIMAL(18,2)"}]')) as item
  from silver.orders
),
known as (
  select distinct lower(spelling) as in_lower_case, spelling from silver.spellings where column_name = 'category'
)
select
  l.source,
  l.order_id,
  l.ordered_at,
  l.customer_id,
  l.item.sku as sku,
  coalesce(k.spelling, tidied(l.item.category)) as category,
  l.item.quantity as quantity,
  l.item.price as price,
  l.status
from listed as l
left join known as k on k.in_lower_case = lower(tidied(l.item.category));
