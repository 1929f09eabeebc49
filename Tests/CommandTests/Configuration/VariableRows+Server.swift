@testable import panelapp

extension VariableRows {
    static let http: [VariableRow] = [
        VariableRow(
            "SECURE_PROXY_SSL_HEADER_NAME", "HTTP_CLOUDFRONT_FORWARDED_PROTO", gives: "CLOUDFRONT-FORWARDED-PROTO",
            bad: ["a b"], missing: "X-FORWARDED-PROTO", local: true, shown: ["O15: the forwarded scheme counts"]
        ) { $0.server.proxy.schemeHeader.rawName },
        VariableRow(
            "FORWARDED_ALLOW_IPS", "10.0.0.0/8, ::1", gives: "true false", bad: ["10.0.0.0/99", "host"],
            missing: "true true", local: true, shown: ["O16: headers of peers that are not trusted"]
        ) { "\($0.server.proxy.trusted.contains("10.1.2.3")) \($0.server.proxy.trusted.contains("192.0.2.1"))" },
        VariableRow(
            "CLIENT_IP_HEADER", "CF-Connecting-IP", bad: ["a b"], missing: "X-Forwarded-For", local: true,
            shown: ["the client is the right-most address"]
        ) { $0.server.proxy.clientIPHeader.rawName },
        VariableRow(
            "HSTS_SECONDS", "31536000", bad: ["-1", "x"], missing: "0", local: true, shown: ["HSTS only when it is set"]
        ) { $0.server.hstsSeconds },
        VariableRow(
            "PORT", "8181", gives: "0.0.0.0:8181", bad: ["0", "65536", "x"], missing: "127.0.0.1:8080", local: true,
            shown: ["O23: the address to listen on"]
        ) { $0.server.bind },
        VariableRow(
            "WEB_CONCURRENCY", "3", gives: "3 15", bad: ["0", "x"], missing: "2 10", local: true,
            shown: ["O18: two event loops by default"]
        ) { "\($0.server.workers) \($0.databaseLimits.poolSize)" },
    ]

    static let operations: [VariableRow] = [
        VariableRow(
            "HEALTH_ACCESS_TOKEN_LOCATION", "/run/token", gives: "token-of-the-file", bad: ["/nowhere"],
            missing: .problem("HEALTH_CHECK_TOKEN"), less: ["HEALTH_CHECK_TOKEN"],
            files: ["/run/token": " token-of-the-file \nmore\n"], shown: ["operations.md 3.2: the health token"]
        ) { $0.healthToken?.reveal() },
        VariableRow(
            "HEALTH_MAINTENANCE_LOCATION", "/run/maintenance", bad: ["a\nb"], local: true, shown: ["O77: maintenance"]
        ) { $0.health.maintenanceFile },
        VariableRow(
            "HEALTH_CHECK_SERVICES", "storage,sqs", gives: "storage sqs", bad: ["database,nothing"],
            missing: "database rabbitmq email celery maintenance", local: true, shown: ["O75, A86: the token opens"]
        ) { $0.health.services.joined(separator: " ") },
        VariableRow(
            "METRICS_BIND", "127.0.0.1:9191", bad: ["9090", "fd://3"], missing: "0.0.0.0:9090",
            shown: ["O87: metrics and the probe of restarts"]
        ) { $0.management },
        VariableRow(
            "LOG_FORMAT", "text", gives: "true", bad: ["xml"], missing: "false", for: .migrate, local: true,
            shown: ["text for a person at a terminal"]
        ) { $0.log.isText },
        VariableRow(
            "SHUTDOWN_DELAY", "9", bad: ["-1", "x"], missing: "5", shown: ["O79: readiness ends at once"]
        ) { $0.server.shutdownDelay.components.seconds },
        VariableRow(
            "SHUTDOWN_TIMEOUT", "110", bad: ["0", "x"], missing: "25", shown: ["O79: readiness ends at once"]
        ) { $0.server.shutdownTimeout.components.seconds },
        VariableRow(
            "PANELAPP_REVISION", "abc1234", bad: ["a\nb"], missing: "unknown",
            shown: ["O87: the metrics with the media type"]
        ) { $0.revision },
        VariableRow(
            "PANELAPP_BENCH", "true", bad: ["2"], missing: "false", shown: ["operations.md 3: the yardstick"]
        ) { $0.isBenchmark },
    ]

    private static let collector = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]
    private static let traces = ["operations.md 17: a request of a caller's trace"]

    static let tracing: [VariableRow] = [
        VariableRow(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", bad: ["collector:4318"], shown: traces
        ) { $0.tracing?.endpoint },
        VariableRow(
            "OTEL_SERVICE_NAME", "panels", bad: ["a\nb"], more: collector, shown: traces
        ) { $0.tracing?.serviceName },
        VariableRow(
            "OTEL_RESOURCE_ATTRIBUTES", "a=b%20c, d=e", gives: "a:b c d:e", bad: ["a", "=b"], missing: "",
            more: collector, shown: traces
        ) { $0.tracing?.attributes.map { "\($0.name):\($0.value)" }.joined(separator: " ") },
        VariableRow(
            "OTEL_TRACES_SAMPLER", "traceidratio", bad: ["sometimes"], missing: "parentbased_always_on",
            more: collector, shown: traces
        ) { $0.tracing?.sampler },
        VariableRow(
            "OTEL_TRACES_SAMPLER_ARG", "0.25", bad: ["2", "-1", "x"], missing: "1.0", more: collector, shown: traces
        ) { $0.tracing?.share },
        VariableRow(
            "OTEL_SDK_DISABLED", "true", gives: "nil", bad: ["2"], missing: "http://collector:4318", more: collector,
            shown: traces
        ) { $0.tracing?.endpoint },
    ]

    private static let pem = ["/tls/cert.pem": "certificate", "/tls/key.pem": "key"]
    private static let tls = ["GUNICORN_CERTFILE": "/tls/cert.pem", "GUNICORN_KEYFILE": "/tls/key.pem"]

    static let gunicorn: [VariableRow] = [
        VariableRow(
            "GUNICORN_WORKERS", "0x4", gives: "4 20", bad: ["abc", "0", "-1", "2000"], missing: "2 10",
            shown: ["O18: two event loops by default"]
        ) { "\($0.server.workers) \($0.databaseLimits.poolSize)" },
        VariableRow(
            "GUNICORN_THREADS", "4", gives: "8", bad: ["0", "x", "65"], missing: "2",
            shown: ["operations.md 4: as many passwords"]
        ) { $0.server.blockingThreads },
        VariableRow(
            "GUNICORN_WORKER_CONNECTIONS", "20", bad: ["0", "x"], missing: "1000",
            shown: ["GUNICORN_WORKER_CONNECTIONS: of clients"]
        ) { $0.server.connections },
        VariableRow(
            "GUNICORN_BIND", "unix:/run/p.sock", bad: ["fd://3", "a:1,b:2", "localhost"], missing: "0.0.0.0:8080",
            shown: ["O23: the address to listen on"]
        ) { $0.server.bind },
        VariableRow(
            "GUNICORN_BACKLOG", "0o17", gives: "15", bad: ["0", "x"], missing: "4096",
            shown: ["GUNICORN_BACKLOG is the length"]
        ) { $0.server.backlog },
        VariableRow("GUNICORN_TIMEOUT", "300", bad: ["-1", "x"], missing: "30", shown: ["O21: a request beyond"]) {
            $0.server.requestTimeout.components.seconds
        },
        VariableRow(
            "GUNICORN_GRACEFUL_TIMEOUT", "7", bad: ["-1", "x"], missing: "30", shown: ["O79: readiness ends at once"]
        ) { $0.server.gracefulTimeout.components.seconds },
        VariableRow(
            "GUNICORN_KEEPALIVE", "5", bad: ["0", "x"], missing: "75", shown: ["operations.md 4: an idle connection"]
        ) { $0.server.keepAlive.components.seconds },
        VariableRow(
            "GUNICORN_LIMIT_REQUEST_LINE", "0", gives: "65536", bad: ["-1", "x"], missing: "4094",
            shown: ["O22: a longer request line"]
        ) { $0.server.limits.line },
        VariableRow(
            "GUNICORN_LIMIT_REQUEST_FIELDS", "200", bad: ["0", "32769"], missing: "100",
            shown: ["operations.md 4: more or longer header fields"]
        ) { $0.server.limits.fields },
        VariableRow(
            "GUNICORN_LIMIT_REQUEST_FIELD_SIZE", "100", bad: ["-1", "x"], missing: "8190",
            shown: ["operations.md 4: more or longer header fields"]
        ) { $0.server.limits.fieldSize },
        VariableRow(
            "GUNICORN_FORWARDED_ALLOW_IPS", "10.0.0.0/8", gives: "false", bad: ["10.0.0.0/99"], missing: "true",
            more: ["FORWARDED_ALLOW_IPS": "192.0.2.1"], shown: ["O16: headers of peers that are not trusted"]
        ) { $0.server.proxy.trusted.contains("192.0.2.1") },
        VariableRow(
            "GUNICORN_ACCESSLOG", "", gives: "false", bad: ["/var/log/access"], missing: "true",
            shown: ["values in gunicorn's spellings"]
        ) { $0.log.access },
        VariableRow(
            "GUNICORN_ERRORLOG", "-", gives: "true", bad: ["/var/log/error"], missing: "false",
            shown: ["O72: every line"]
        ) { $0.givenNames.contains("GUNICORN_ERRORLOG") },
        VariableRow(
            "GUNICORN_CHECK_CONFIG", "True", gives: "true", bad: ["1", "yes"], missing: "false",
            shown: ["operations.md 4: check_config"]
        ) { $0.server.checkOnly },
        VariableRow(
            "GUNICORN_PROXY_PROTOCOL", "false", gives: "true", bad: ["true", "x"], missing: "false",
            shown: ["O23: the address to listen on"]
        ) { $0.givenNames.contains("GUNICORN_PROXY_PROTOCOL") },
        VariableRow(
            "GUNICORN_CERTFILE", "/tls/cert.pem", bad: ["/nowhere"], missing: .problem("GUNICORN_CERTFILE"), more: tls,
            files: pem, shown: ["operations.md 4: with certfile and keyfile"]
        ) { $0.server.tls?.certificate },
        VariableRow(
            "GUNICORN_KEYFILE", "/tls/key.pem", bad: ["/nowhere"], missing: .problem("GUNICORN_KEYFILE"), more: tls,
            files: pem, shown: ["operations.md 4: with certfile and keyfile"]
        ) { $0.server.tls?.key },
    ]
}
