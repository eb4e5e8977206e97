-- One row per order that a target stored.
-- needs: silver/stored_orders
create view orders as
select * from silver.stored_orders;
