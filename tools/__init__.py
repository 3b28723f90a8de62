"""Small scripts for maintainers: the vendored data, the generated pages, the environment."""
