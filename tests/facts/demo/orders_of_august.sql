-- The orders in force on 2021-08-11, read once more in plain SQL and apart from the policy engines: enough to see that the
-- demonstration city holds every kind of person they speak of. Days are civil days of the city.
CREATE MACRO noon() AS TIMESTAMPTZ '2021-08-11 12:00:00+08';
CREATE MACRO days_ago(x) AS date_diff('day', x::DATE, noon()::DATE);

CREATE VIEW risk AS
    SELECT DISTINCT left(area, 6) AS county FROM area_levels
    WHERE level IN ('medium', 'high') AND from_at <= noon() AND (until_at IS NULL OR until_at > noon());

CREATE TABLE place AS
    WITH staying AS (
        SELECT person_id, arg_max(area, arrived_at) AS area FROM stays
        WHERE arrived_at <= noon() AND (left_at IS NULL OR left_at > noon()) GROUP BY ALL
    )
    SELECT person_id, left(coalesce(staying.area, home_area), 6) AS county, coalesce(county LIKE '11%', false) AS inside,
        county IN (FROM risk) AND NOT inside AS in_risk
    FROM persons LEFT JOIN staying USING (person_id);

CREATE TABLE history AS
    SELECT DISTINCT person_id FROM stays
    WHERE left(area, 6) IN (FROM risk) AND area NOT LIKE '11%' AND arrived_at <= noon()
        AND days_ago(least(coalesce(left_at, noon()), noon())) <= 14;

CREATE TABLE matched AS
    SELECT person_id, 'C1' AS rule, 'red' AS colour FROM infections WHERE positive_at <= noon() AND (released_at IS NULL OR released_at > noon())
    UNION SELECT person_id, 'C2', 'red' FROM isolations WHERE kind = 'central' AND from_at <= noon() AND until_at > noon()
    UNION SELECT person_id, 'C3', 'yellow' FROM isolations WHERE kind = 'home' AND from_at <= noon() AND until_at > noon()
    UNION SELECT person_id, 'C4', 'red' FROM contacts WHERE degree = 'close' AND days_ago(last_exposed_at) <= 14
    UNION SELECT person_id, 'C4 monitoring', 'yellow' FROM contacts WHERE degree = 'close' AND days_ago(last_exposed_at) BETWEEN 15 AND 21
    UNION SELECT person_id, 'C5', 'red' FROM contacts WHERE degree = 'secondary' AND days_ago(last_exposed_at) <= 7
    UNION SELECT person_id, 'C6', 'red' FROM border_entries WHERE days_ago(entered_at) <= 14
    UNION SELECT person_id, 'C6 monitoring', 'yellow' FROM border_entries WHERE days_ago(entered_at) BETWEEN 15 AND 21
    UNION SELECT person_id, 'C7', 'yellow' FROM residences r JOIN zones z USING (zone_id)
        WHERE z.kind = 'sealed' AND z.from_at <= noon() AND z.until_at > noon() AND r.from_at <= noon() AND (r.until_at IS NULL OR r.until_at > noon())
    UNION SELECT person_id, 'C8', 'yellow' FROM place WHERE in_risk
    UNION SELECT person_id, 'E1', 'green' FROM history JOIN place USING (person_id)
        WHERE NOT in_risk AND NOT (inside AND person_id IN (
            SELECT person_id FROM exceptions WHERE rule = 'E1.history_in_city' AND from_at <= noon() AND until_at > noon()));

CREATE TABLE fresh AS
    SELECT DISTINCT person_id FROM tests
    WHERE method = 'pcr' AND result = 'negative' AND reported_at BETWEEN noon() - INTERVAL 48 HOUR AND noon();

INSERT INTO matched
    SELECT person_id, if(person_id IN (FROM fresh), 'E2 tested', 'E2 untested'), 'green' FROM place
    WHERE NOT inside AND NOT in_risk AND left(county, 4) IN (SELECT left(county, 4) FROM risk)
        AND person_id NOT IN (SELECT person_id FROM matched WHERE rule = 'E1');

CREATE VIEW decided AS
    WITH sums AS (
        SELECT person_id, list(rule ORDER BY rule) AS rules, bool_or(colour = 'red') AS red, bool_or(colour = 'yellow') AS yellow
        FROM matched GROUP BY ALL
    )
    SELECT person_id, inside, coalesce(rules, []) AS rules,
        CASE WHEN red THEN 'red' WHEN yellow THEN 'yellow' ELSE 'green' END AS colour,
        CASE WHEN inside THEN NULL WHEN red THEN 'refused' WHEN yellow OR 'E1' IN rules THEN 'deferred'
            WHEN 'E2 untested' IN rules THEN 'conditional' ELSE 'allowed' END AS entry,
        list_filter([
            CASE WHEN 'E1' IN rules THEN if(inside, 'report_in_city', 'defer_entry') END,
            CASE WHEN 'C6' IN rules OR 'C6 monitoring' IN rules THEN 'border_isolation' END
        ], lambda notice: notice IS NOT NULL) AS notices
    FROM place LEFT JOIN sums USING (person_id);
