-- One row per order that a target stored.
-- needs: silver/orders
create view orders as
select * from silver.orders;
