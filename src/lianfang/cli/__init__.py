"""The `lianfang` command. Other people's scripts call it: options are a contract."""
