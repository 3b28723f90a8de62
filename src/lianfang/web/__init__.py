"""Where it is put together: settings, urls, errors, theme, and the first pages."""
