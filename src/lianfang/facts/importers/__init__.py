"""Other people's files as facts: notices and lists of risk areas, FHIR, SORMAS. Bad rows are said, good ones kept."""
