-- The payment of each order, by its events: its status, when it came to each, and how many attempts failed.
-- needs: silver/payments
create view fact_payments as
select * from silver.payments;
