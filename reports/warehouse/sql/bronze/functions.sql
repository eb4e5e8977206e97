-- Functions that the tables and KPIs share. Another database needs functions of these names.
-- divided(a, b, decimals): a / b, exact, rounded half to even to at most six decimals; a and b are read to six decimals, and nothing on the
-- way is a floating point number. NULL where b is 0: there is no answer, and whoever asks says what stands for that. The type has six
-- decimals: cast it to those that are meant. exact_quotient is rushhour's own (decimal_functions.hpp).
create macro divided(a, b, decimals) as
  exact_quotient(cast(a as decimal(38, 6)), cast(b as decimal(38, 6)), cast(decimals as integer));

-- tidied(text): without blanks around it and with single blanks inside; NULL if nothing else is left.
create macro tidied(words) as nullif(trim(regexp_replace(words, '\s+', ' ', 'g')), '');

-- dialled(number): a telephone number as it is dialled, digits with a plus in front for + or 00.
create macro dialled(number) as
  nullif(regexp_replace(regexp_replace(number, '[^0-9+]', '', 'g'), '^00', '+'), '');

-- seconds_apart(a, b): seconds from a to b in whole milliseconds, negative where b is earlier. What lies beyond the millisecond is
-- left off.
create macro seconds_apart(a, b) as cast(cast((epoch_us(b) - epoch_us(a)) // 1000 as decimal(18, 0)) * 0.001 as decimal(18, 3));

-- stage_seconds(a, b): the same of two times that ought to follow each other: NULL where b is earlier.
create macro stage_seconds(a, b) as case when b >= a then seconds_apart(a, b) end;

-- masked_contacts(words): email addresses and what looks like a telephone number, in words that people wrote themselves, become ***.
create macro masked_contacts(words) as
  regexp_replace(regexp_replace(words, '[^ ]+@[^ ]+', '***', 'g'), '[+0-9][0-9 ()/-]{5,}[0-9]', '***', 'g');
