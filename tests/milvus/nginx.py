"""For tests: nginx on loopback as a layer 7 balancer, in the foreground and as one process."""
import contextlib
import os
import pathlib
import shutil
import tempfile

from children import child, free_ports, listens
from place import need, until

SERVER = """\
daemon off;
master_process off;
error_log stderr;
pid {folder}/pid;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 64m;
  grpc_read_timeout 600s;
  server {{
    listen {address}:{port} {listen} default_server;
    server_name _;
    {tls}
    location / {{ {otherwise} }}
  }}
  server {{
    listen {address}:{port} {listen};
    server_name {host};
    {tls}
    location / {{ {action} }}
  }}
}}
"""
TLS = "ssl_certificate {}; ssl_certificate_key {}; {}"


def to_tls(port):
    """As GKE's balancer goes to Milvus: by TLS, whatever the certificate is."""
    return f"grpc_pass grpcs://127.0.0.1:{port}; grpc_ssl_verify off; grpc_set_header Host $host;"


def to_plaintext(port):
    return f"grpc_pass grpc://127.0.0.1:{port}; grpc_set_header Host $host;"


@contextlib.contextmanager
def balancer(pem, host, action, listen="ssl http2", otherwise="return 404;", more="", at=None):
    """Gives the port, of 127.0.0.1 if `at` names no other place. `action` is for this host, `otherwise` for every other
    one, as with the rules of an Ingress."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    need(program, "there is no nginx: scripts/install-packages.sh test")
    address, port = at or ("127.0.0.1", *free_ports(1))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tls = TLS.format(pem[0], pem[1], more) if "ssl" in listen else ""
        (folder / "nginx.conf").write_text(SERVER.format(
            folder=folder, address=address, port=port, listen=listen, host=host, tls=tls, action=action,
            otherwise=otherwise))
        log = folder / "log"
        with child([program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"], log) as process:
            until(lambda: process.poll() is not None or listens(port, address), "nginx listens")
            need(process.poll() is None, "nginx does not start: " + log.read_text()[-900:])
            yield port
