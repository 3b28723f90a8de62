-- The orders in force on 2021-08-11 at 12:00 (C1 to C8, E1, E2), written by hand for DuckDB as for one day only.
-- The moment and its limits are constants; only rows that can match are grouped; lists are made for those who match.
WITH
    -- Counties and prefectures with a listed area.
    risk AS MATERIALIZED (
        SELECT DISTINCT left(area, 6) AS county FROM area_levels
        WHERE level IN ('medium', 'high') AND from_at <= noon() AND (until_at IS NULL OR until_at > noon())
    ),
    risk_prefecture AS MATERIALIZED (SELECT DISTINCT left(county, 4) AS prefecture FROM risk),
    -- Everybody: those listed, and those whom only another table names.
    others AS (
        SELECT person_id FROM stays UNION ALL SELECT person_id FROM tests UNION ALL SELECT person_id FROM doses
        UNION ALL SELECT person_id FROM infections UNION ALL SELECT person_id FROM contacts
        UNION ALL SELECT person_id FROM isolations UNION ALL SELECT person_id FROM border_entries
        UNION ALL SELECT person_id FROM city_arrivals UNION ALL SELECT person_id FROM links
        UNION ALL SELECT person_id FROM screening_orders UNION ALL SELECT person_id FROM residences
        UNION ALL SELECT person_id FROM exceptions
    ),
    people AS (
        SELECT person_id, home_area FROM persons
        UNION ALL SELECT DISTINCT person_id, NULL FROM others ANTI JOIN persons USING (person_id)
    ),
    -- Where people are, and when they were last in a county that now holds a listed area.
    visits AS (
        SELECT person_id,
            max({'arrived_at': arrived_at, 'area': area}) FILTER (left_at IS NULL OR left_at > noon()) AS staying,
            max(CASE WHEN left_at <= noon() THEN left_at ELSE noon() END)
                FILTER (area NOT LIKE '11%' AND left(area, 6) IN (FROM risk)) AS last_there
        FROM stays WHERE arrived_at <= noon() GROUP BY person_id
    ),
    located AS (
        SELECT person_id, coalesce(staying.area, home_area) AS place, coalesce(place LIKE '11%', false) AS inside,
            CASE WHEN NOT inside THEN left(place, 6) IN (FROM risk) END AS in_risk,
            CASE WHEN last_there >= midnight(-14) THEN last_there END AS been_there
        FROM people LEFT JOIN visits USING (person_id)
    ),
    somewhere AS MATERIALIZED (
        SELECT *, NOT inside AND NOT in_risk AND been_there IS NULL
            AND left(place, 4) IN (FROM risk_prefecture) AS near FROM located
    ),
    -- The last report of a negative test, only for those whose entry hangs on it.
    reported AS (
        SELECT person_id, max(reported_at) AS last_report FROM tests
        SEMI JOIN (SELECT person_id FROM somewhere WHERE near) USING (person_id)
        WHERE method = 'pcr' AND result = 'negative' AND sampled_at <= noon()
            AND (reported_at IS NULL OR reported_at <= noon())
        GROUP BY person_id
    ),
    -- One row per match: until is empty when nothing but a new fact ends it; strictness 0 allowed to 3 refused.
    matched AS (
        SELECT person_id, 'C1.infected' AS rule, 2 AS colour, NULL AS notice, 0 AS entry, true AS restricts,
            NULL::TIMESTAMPTZ AS until, false AS unsure
        FROM infections WHERE positive_at <= noon() AND (released_at IS NULL OR released_at > noon())
        UNION ALL
        SELECT person_id, if(kind = 'central', 'C2.central_isolation', 'C3.home_isolation'),
            if(kind = 'central', 2, 1), NULL, 0, true, until_at, false
        FROM isolations
        WHERE kind IN ('central', 'home') AND from_at <= noon() AND (until_at IS NULL OR until_at > noon())
        UNION ALL
        SELECT person_id, if(recent, 'C4.close_contact', 'C4.close_contact_monitoring'), if(recent, 2, 1), NULL, 0, true,
            after_days(last_exposed_at, if(recent, 14, 21)), false
        FROM (SELECT *, last_exposed_at >= midnight(-14) AS recent FROM contacts)
        WHERE degree = 'close' AND last_exposed_at >= midnight(-21) AND last_exposed_at <= noon()
        UNION ALL
        SELECT person_id, 'C5.secondary_contact', 2, NULL, 0, true, after_days(last_exposed_at, 7), false
        FROM contacts WHERE degree = 'secondary' AND last_exposed_at >= midnight(-7) AND last_exposed_at <= noon()
        UNION ALL
        SELECT person_id, if(recent, 'C6.entered_country', 'C6.entered_country_monitoring'), if(recent, 2, 1),
            'border_isolation', 0, true, after_days(entered_at, if(recent, 14, 21)), false
        FROM (SELECT *, entered_at >= midnight(-14) AS recent FROM border_entries)
        WHERE entered_at >= midnight(-21) AND entered_at <= noon()
        UNION ALL
        SELECT person_id, 'C7.sealed', 1, NULL, 0, true, NULL, false
        FROM residences AS lives
        SEMI JOIN zones AS sealed ON sealed.zone_id = lives.zone_id AND sealed.kind = 'sealed'
            AND sealed.from_at <= noon() AND (sealed.until_at IS NULL OR sealed.until_at > noon())
        WHERE lives.from_at <= noon() AND (lives.until_at IS NULL OR lives.until_at > noon())
        UNION ALL
        SELECT person_id, 'C8.in_risk_county', 1, NULL, 0, true, NULL, false FROM somewhere WHERE in_risk
        UNION ALL
        SELECT person_id, if(inside, 'E1.history_in_city', 'E1.history_outside'), 0,
            if(inside, 'report_in_city', 'defer_entry'), 2, true, after_days(been_there, 14), false
        FROM somewhere WHERE been_there IS NOT NULL AND NOT coalesce(in_risk, false)
        UNION ALL
        SELECT person_id, 'E2.same_prefecture', 0, NULL,
            if(last_report >= noon() - INTERVAL 48 HOUR, 0, 1), false, NULL,
            reported.person_id IS NOT NULL AND last_report IS NULL
        FROM somewhere LEFT JOIN reported USING (person_id) WHERE near
    ),
    standing AS (
        SELECT * FROM matched ANTI JOIN exceptions
        ON exceptions.person_id = matched.person_id
            AND (matched.rule = exceptions.rule OR starts_with(matched.rule, exceptions.rule || '.'))
            AND exceptions.from_at <= noon() AND (exceptions.until_at IS NULL OR exceptions.until_at > noon())
    ),
    merged AS (
        SELECT person_id, max(colour) AS colour, max(entry) AS entry, list_sort(list(DISTINCT rule)) AS rules,
            coalesce(list_sort(list(DISTINCT notice) FILTER (notice IS NOT NULL)), []) AS notices,
            CASE WHEN NOT bool_or(restricts AND until IS NULL) THEN max(until) END AS until, bool_or(unsure) AS unsure
        FROM standing GROUP BY person_id
    )
SELECT person_id, ['green', 'yellow', 'red'][1 + coalesce(colour, 0)] AS colour,
    CASE WHEN NOT inside THEN
        ['allowed', 'conditional', 'deferred', 'refused'][1 + greatest(coalesce(entry, 0), [0, 2, 3][1 + coalesce(colour, 0)])]
    END AS entry,
    coalesce(notices, []) AS notices, coalesce(rules, []) AS rules, until,
    CASE WHEN place IS NULL THEN ['current_place'] WHEN unsure THEN ['test_report_time'] ELSE [] END AS unknown
FROM somewhere LEFT JOIN merged USING (person_id)
