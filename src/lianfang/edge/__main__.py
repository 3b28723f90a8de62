"""`python -m lianfang.edge`: the server alone, by the settings in the environment. `lianfang edge` looks first."""

from lianfang.edge.serving import Listening, serve
from lianfang.edge.settings import EdgeSettings
from lianfang.kernel.config import load

if __name__ == "__main__":
    config = load()
    serve(Listening(config.edge_host, config.edge_port, config.edge_workers), EdgeSettings.of(config))
