-- The hundred transactions of the highest amounts, equal ones by id.
-- needs: gold/fact_transactions
create table highest_amounts as
select transaction_id, "at", customer_id, merchant_id, amount
from fact_transactions
order by amount desc, transaction_id
limit 100;
