"""Makes Powertools load its resolver and events of API Gateway without its other resolvers and events.

Two of Powertools' packages import all of their modules, for AppSync, Bedrock, Kafka and some 60 other sources, and
asyncio with them: a tenth of a function's start. Here these packages are put into `sys.modules` without being loaded,
and each name is imported from its own module at its first use. A name that is not listed loads the whole package.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec, module_from_spec

RESOLVERS = "aws_lambda_powertools.event_handler"
EVENTS = "aws_lambda_powertools.utilities.data_classes"
MODULES: Mapping[str, Mapping[str, str]] = {
    EVENTS: {
        "ALBEvent": "alb_event",
        "APIGatewayProxyEvent": "api_gateway_proxy_event",
        "APIGatewayProxyEventV2": "api_gateway_proxy_event",
        "BedrockAgentEvent": "bedrock_agent_event",
        "CloudWatchLogsEvent": "cloud_watch_logs_event",
        "LambdaFunctionUrlEvent": "lambda_function_url_event",
        "VPCLatticeEvent": "vpc_lattice",
        "VPCLatticeEventV2": "vpc_lattice",
        "event_source": "event_source",
    },
    RESOLVERS: {"APIGatewayRestResolver": "api_gateway", "Response": "api_gateway"},
    f"{RESOLVERS}.openapi": {},
}
"""For each package, the names that Greenroom and the resolver need, and the modules that define them."""


def load_on_demand(package: str, modules: Mapping[str, str]) -> None:
    """Put a package into `sys.modules` without loading it, unless it is there already. `modules` maps names to
    modules."""
    spec = find_spec(package)
    if spec is None or spec.loader is None or package in sys.modules:
        return
    loader, module = spec.loader, module_from_spec(spec)

    def attribute(name: str) -> object:
        if name in modules:
            # Stored again, because importing a module sets it as an attribute, which would hide a function of that
            # name.
            module.__dict__[name] = getattr(import_module(f"{package}.{modules[name]}"), name)
        elif name.startswith("__") or find_spec(f"{package}.{name}"):
            # The name is a submodule's: the import statement imports it after this error.
            raise AttributeError(name)
        else:
            del module.__dict__["__getattr__"]
            loader.exec_module(module)
        return getattr(module, name)

    module.__dict__["__getattr__"] = attribute
    sys.modules[package] = module
    parent, _, name = package.rpartition(".")
    setattr(sys.modules[parent], name, module)


for _package, _modules in MODULES.items():
    load_on_demand(_package, _modules)
