-- Every status is one that is known; another counts as revenue for orders and as none for transactions.
-- severity: soft
-- owner: data
-- needs: silver/orders, silver/transactions
select 'orders' as dataset, file_id, line, 'status' as column_name, status as example
from silver.orders
where status not in (
  'placed', 'paid', 'accepted', 'preparing', 'ready', 'picked_up', 'delivered', 'cancelled', 'rejected', 'refunded', 'failed'
)
union all
select 'transactions', file_id, line, 'status', status
from silver.transactions
where status not in ('captured', 'failed', 'refunded', 'pending', 'authorised');
