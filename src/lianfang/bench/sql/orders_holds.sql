-- The same, and the nearest moment after it at which anything looked at may change: never later than holds_until, often
-- earlier, for nobody is decided again there. The query of orders.sql is put in below.
WITH
    decided AS ({orders}),
    level_changes AS MATERIALIZED (
        SELECT left(area, 4) AS prefecture, min(moment) AS moment
        FROM (
            SELECT area, unnest([from_at, until_at]) AS moment FROM area_levels WHERE level IN ('medium', 'high')
        ) WHERE moment > noon() GROUP BY ALL
    ),
    listed AS MATERIALIZED (
        SELECT DISTINCT left(area, 6) AS county FROM area_levels
        WHERE level IN ('medium', 'high') AND (until_at IS NULL OR until_at > noon())
    ),
    moments AS (
        SELECT person_id, unnest([positive_at, released_at]) AS moment FROM infections
        UNION ALL SELECT person_id, unnest([from_at, until_at]) FROM isolations
        UNION ALL
        SELECT person_id, unnest([
            last_exposed_at, after_days(last_exposed_at, 7), after_days(last_exposed_at, 14), after_days(last_exposed_at, 21)
        ]) FROM contacts
        UNION ALL
        SELECT person_id, unnest([entered_at, after_days(entered_at, 14), after_days(entered_at, 21)]) FROM border_entries
        UNION ALL SELECT person_id, unnest([from_at, until_at]) FROM residences
        UNION ALL
        SELECT person_id, unnest([zones.from_at, zones.until_at])
        FROM residences JOIN zones USING (zone_id) WHERE kind = 'sealed'
        UNION ALL SELECT person_id, arrived_at FROM stays WHERE arrived_at > noon()
        UNION ALL SELECT person_id, left_at FROM stays WHERE left_at > noon()
        UNION ALL
        SELECT person_id, CASE WHEN left_at <= noon() THEN after_days(left_at, 14) ELSE midnight(1) END
        FROM stays SEMI JOIN listed ON listed.county = left(area, 6)
        WHERE area NOT LIKE '11%' AND (left_at IS NULL OR left_at >= midnight(-14))
        UNION ALL
        SELECT person_id, moment FROM stays JOIN level_changes ON level_changes.prefecture = left(area, 4)
        UNION ALL
        SELECT person_id, moment FROM persons JOIN level_changes ON level_changes.prefecture = left(home_area, 4)
        UNION ALL SELECT person_id, sampled_at FROM tests WHERE sampled_at > noon()
        UNION ALL SELECT person_id, reported_at FROM tests WHERE reported_at > noon()
        UNION ALL
        SELECT person_id, reported_at + INTERVAL 48 HOUR + INTERVAL 1 MICROSECOND FROM tests
        WHERE method = 'pcr' AND result = 'negative' AND reported_at >= noon() - INTERVAL 48 HOUR
        UNION ALL SELECT person_id, unnest([from_at, until_at]) FROM exceptions
    ),
    nearest AS (SELECT person_id, min(moment) AS moment FROM moments WHERE moment > noon() GROUP BY person_id)
SELECT decided.*, least(coalesce(moment, next_step()), next_step()) AS holds_until
FROM decided LEFT JOIN nearest USING (person_id)
