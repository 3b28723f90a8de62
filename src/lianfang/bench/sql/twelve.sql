-- Twelve colour rules as one would write them by hand: the strictest colour that any rule gives.
SELECT person,
    CASE
        WHEN confirmed OR asymptomatic OR central_isolation OR close_contact_days <= 14
            OR secondary_contact_days <= 7 OR border_entry_days <= 14 THEN 2
        WHEN home_isolation OR close_contact_days <= 21 OR border_entry_days <= 21 OR sealed OR county_level >= 1 THEN 1
        ELSE 0
    END::TINYINT AS colour
FROM prepared
