-- Where couriers were, by the positions that they sent: metres from the city's centre.
-- needs: silver/positions
create view fact_positions as
select * from silver.positions;
