/// A small HTTP server that hands requests to `git http-backend`, with what a test asks of it: authentication, TLS,
/// redirections, silence.
let httpServerScript = """
    import base64, http.server, json, os, socket, ssl, subprocess, sys, threading, time
    options = json.loads(sys.argv[1])

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *arguments): pass
        def do_GET(self): self.serve()
        def do_POST(self): self.serve()

        def do_CONNECT(self):
            with open(options["log"], "a") as log: log.write("CONNECT " + self.path + "\\n")
            if not options.get("relay"): return self.refuse(502)
            far = socket.create_connection(("127.0.0.1", options["relay"]))
            self.send_response(200)
            self.end_headers()
            def pump(source, target):
                try:
                    while data := source.recv(65536): target.sendall(data)
                    target.shutdown(socket.SHUT_WR)
                except OSError: pass
            threading.Thread(target=pump, args=(far, self.connection), daemon=True).start()
            pump(self.connection, far)
            self.close_connection = True

        def refuse(self, code, headers={}):
            self.send_response(code)
            for name, value in headers.items(): self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def serve(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if self.headers.get("Transfer-Encoding") == "chunked":
                while True:
                    size = int(self.rfile.readline().strip(), 16)
                    body += self.rfile.read(size)
                    self.rfile.readline()
                    if size == 0: break
            given = self.headers.get("Authorization") or ""
            path, _, query = self.path.partition("?")
            with open(options["log"], "a") as log: log.write(given + "\\n")
            if options.get("silent"):
                print("silent", flush=True)
                threading.Event().wait()
            if options.get("redirect"):
                return self.refuse(301, {"Location": options["redirect"] + self.path})
            if options.get("status"): return self.refuse(options["status"])
            if options.get("basic"):
                if given != "Basic " + base64.b64encode(options["basic"].encode()).decode():
                    return self.refuse(401, {"WWW-Authenticate": 'Basic realm="test"'})
            if options.get("bearer") and given != "Bearer " + options["bearer"]:
                return self.refuse(401, {"WWW-Authenticate": 'Bearer realm="test"'})
            if options.get("stall") and self.command == "POST":
                print("stalled", flush=True)
                self.send_response(200)
                self.send_header("Content-Type", "application/x-git-upload-pack-result")
                self.end_headers()
                self.wfile.flush()
                threading.Event().wait()
            environment = {"GIT_PROJECT_ROOT": options["root"], "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
                "QUERY_STRING": query, "REQUEST_METHOD": self.command, "PATH": os.environ["PATH"],
                "CONTENT_TYPE": self.headers.get("Content-Type") or "", "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "", "REMOTE_ADDR": "127.0.0.1",
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
            result = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE)
            head, _, content = result.stdout.partition(b"\\r\\n\\r\\n")
            status, headers = 200, []
            for line in head.decode().split("\\r\\n"):
                name, _, value = line.partition(": ")
                if name == "Status": status = int(value.split()[0])
                elif name: headers.append((name, value))
            self.send_response(status)
            for name, value in headers: self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if options.get("halfOnce") and self.command == "POST":
                options["halfOnce"] = False
                self.wfile.write(content[:len(content) // 2])
                self.wfile.flush()
                print("half", flush=True)
                threading.Event().wait()
            self.wfile.write(content)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if options.get("certificate"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["certificate"], options["key"])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
