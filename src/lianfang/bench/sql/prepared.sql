-- What twelve colour rules look at, one row per person, as other engines want it: no dates, no lists, nothing empty.
-- Days are civil days before the moment; {none} where there was no such day. county_level is that of the county outside
-- the city where the person is: 0 none, 1 medium, 2 high.
WITH
    levels AS (
        SELECT left(area, 6) AS county, max(if(level = 'high', 2, 1)) AS level FROM area_levels
        WHERE level IN ('medium', 'high') AND from_at <= noon() AND (until_at IS NULL OR until_at > noon())
        GROUP BY county
    ),
    staying AS (
        SELECT person_id, max({{'arrived_at': arrived_at, 'area': area}}).area AS area FROM stays
        WHERE arrived_at <= noon() AND (left_at IS NULL OR left_at > noon()) GROUP BY person_id
    ),
    infected AS (
        SELECT person_id, bool_or(kind = 'confirmed') AS confirmed, bool_or(kind = 'asymptomatic') AS asymptomatic
        FROM infections WHERE positive_at <= noon() AND (released_at IS NULL OR released_at > noon()) GROUP BY person_id
    ),
    isolated AS (
        SELECT person_id, bool_or(kind = 'central') AS central, bool_or(kind = 'home') AS home
        FROM isolations WHERE from_at <= noon() AND (until_at IS NULL OR until_at > noon()) GROUP BY person_id
    ),
    exposed AS (
        SELECT person_id, min(days_ago(last_exposed_at)) FILTER (degree = 'close') AS close_days,
            min(days_ago(last_exposed_at)) FILTER (degree = 'secondary') AS secondary_days
        FROM contacts WHERE last_exposed_at <= noon() GROUP BY person_id
    ),
    entered AS (
        SELECT person_id, min(days_ago(entered_at)) AS days FROM border_entries WHERE entered_at <= noon() GROUP BY person_id
    ),
    behind_gates AS (
        SELECT DISTINCT person_id FROM residences JOIN zones USING (zone_id)
        WHERE kind = 'sealed' AND zones.from_at <= noon() AND (zones.until_at IS NULL OR zones.until_at > noon())
            AND residences.from_at <= noon() AND (residences.until_at IS NULL OR residences.until_at > noon())
    ),
    located AS (
        SELECT person_id, left(coalesce(staying.area, home_area), 6) AS county FROM persons LEFT JOIN staying USING (person_id)
    )
SELECT row_number() OVER (ORDER BY person_id) AS person,
    coalesce(confirmed, false) AS confirmed, coalesce(asymptomatic, false) AS asymptomatic,
    coalesce(central, false) AS central_isolation, coalesce(home, false) AS home_isolation,
    coalesce(close_days, {none})::INTEGER AS close_contact_days,
    coalesce(secondary_days, {none})::INTEGER AS secondary_contact_days,
    coalesce(days, {none})::INTEGER AS border_entry_days,
    behind_gates.person_id IS NOT NULL AS sealed,
    CASE WHEN county LIKE '11%' THEN 0 ELSE coalesce(level, 0) END::INTEGER AS county_level
FROM located
LEFT JOIN levels USING (county) LEFT JOIN infected USING (person_id) LEFT JOIN isolated USING (person_id)
LEFT JOIN exposed USING (person_id) LEFT JOIN entered USING (person_id) LEFT JOIN behind_gates USING (person_id)
ORDER BY person
LIMIT {people}
