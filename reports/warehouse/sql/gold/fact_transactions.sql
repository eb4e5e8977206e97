-- One row a transaction. Its amount is revenue unless it failed, was refunded or is still under way (pending, authorised).
-- needs: silver/transactions
create view fact_transactions as
select
  *,
  coalesce(status not in ('failed', 'refunded', 'pending', 'authorised', 'cancelled', 'rejected'), true) as is_revenue
from silver.transactions;
