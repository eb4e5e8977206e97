-- The total of an order is near the sum of its items: within the share of it that quality.max_total_difference says (0.1).
-- Fees and discounts make the difference. Looked at up to 100,000 orders all, above that about as many. Orders without items are left out.
-- severity: soft
-- owner: data
-- needs: bronze/settings, bronze/orders, bronze/files, bronze/current_files
with looked_at as (
  select o.file_id, o.line, o.total_amount, o.items
  from bronze.orders as o
  where o.file_id in (select file_id from bronze.current_files)
    and o.total_amount >= 0
    and o.items is not null
    and hash(o.file_id, o.line) % (
      select cast(greatest(1, coalesce(sum(rows_kept), 0) // 100000) as ubigint)
      from bronze.files
      where dataset = 'orders' and file_id in (select file_id from bronze.current_files)
    ) = 0
),
added as (
  select
    *,
    list_sum(
      list_transform(
        from_json(items, '[{"quantity": "BIGINT", "price": "DECIMAL(18,2)"}]'),
        lambda item: cast(item.quantity as decimal(18, 0)) * item.price
      )
    ) as items_total
  from looked_at
)
select 'orders' as dataset, file_id, line, 'total_amount' as column_name, total_amount || ' for items of ' || items_total as example
from added
where abs(items_total - total_amount) > items_total * coalesce(
  (select cast(value as double) from bronze.settings where name = 'quality.max_total_difference'), 0.1
);
