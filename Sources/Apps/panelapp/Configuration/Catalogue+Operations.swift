/// Variables beyond the founding ones (`operations.md` 3.6 and 17) about HTTP, health, logs, metrics and stopping.
extension Catalogue {
    static let http: [Variable] = [
        Variable(
            "SECURE_PROXY_SSL_HEADER_NAME", .headerName, for: .web, default: "HTTP_X_FORWARDED_PROTO",
            "Header by which a proxy says https, as X-NAME or HTTP_X_NAME."),
        Variable(
            "FORWARDED_ALLOW_IPS", .trustedPeers, for: .web, default: "*",
            "Peers whose forwarding and identity headers are believed; GUNICORN_FORWARDED_ALLOW_IPS wins."),
        Variable(
            "CLIENT_IP_HEADER", .headerName, for: .web, default: "X-Forwarded-For",
            "Header with the client's address, believed from those peers."),
        Variable(
            "HSTS_SECONDS", .integer(0...63_072_000), for: .web, default: "0",
            "Strict-Transport-Security on secure answers; 0: none."),
        Variable("PORT", .integer(1...65535), for: .web, "Listen on this port of every address; GUNICORN_BIND wins."),
        Variable("WEB_CONCURRENCY", .integer(1...1024), for: .web, "Event loops; GUNICORN_WORKERS wins."),
    ]

    static let operations: [Variable] = [
        Variable(
            "HEALTH_ACCESS_TOKEN_LOCATION", .path, for: .web,
            "File whose first line is the health token; HEALTH_CHECK_TOKEN wins."),
        Variable(
            "HEALTH_MAINTENANCE_LOCATION", .path, for: .web, "While this file exists the instance is in maintenance."),
        Variable(
            "HEALTH_CHECK_SERVICES", .healthServices, for: .web, default: "database,rabbitmq,email,celery,maintenance",
            "Members of /health_check/, in order; also sqs, queue, worker, storage."),
        Variable(
            "METRICS_BIND", .managementBind, emptyCounts: true, for: .servers, default: "0.0.0.0:9090", local: "",
            "Address of the management listener with metrics and probes; empty: none."),
        Variable("LOG_FORMAT", .choice("json", "text"), for: .everyCommand, default: "json", "text: local mode only."),
        Variable(
            "SHUTDOWN_DELAY", .integer(0...3600), for: .web, default: "5", local: "0",
            "Seconds of serving on after SIGTERM while readiness says no."),
        Variable(
            "SHUTDOWN_TIMEOUT", .integer(1...3600), for: .web, default: "25",
            "Seconds from SIGTERM until running requests are cancelled."),
        Variable(
            "PANELAPP_REVISION", .line, for: .servers, otherwise: "unknown",
            "Commit that this was built from, set by the image; shown in the metric build_info."),
        Variable(
            "PANELAPP_BENCH", .boolean, for: .web, default: "False",
            "Serve /bench/constant?bytes=N, the yardstick of `make bench`."),
    ]

    /// OpenTelemetry's own names and meanings, as far as they are followed.
    static let tracing: [Variable] = [
        Variable(
            "OTEL_EXPORTER_OTLP_ENDPOINT", .absoluteURL, for: .servers, otherwise: "no traces",
            "Collector of traces (OTLP over HTTP); traces go to ENDPOINT/v1/traces."),
        Variable(
            "OTEL_SERVICE_NAME", .line, for: .servers, otherwise: "panelapp-web, panelapp-worker",
            "service.name of the traces."),
        Variable(
            "OTEL_RESOURCE_ATTRIBUTES", .pairs, for: .servers, "More attributes of the traces' resource: name=value,..."
        ),
        Variable(
            "OTEL_TRACES_SAMPLER",
            .choice(
                "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off",
                "parentbased_traceidratio"), for: .servers, default: "parentbased_always_on",
            "Which requests are traced."),
        Variable(
            "OTEL_TRACES_SAMPLER_ARG", .ratio, for: .servers, default: "1",
            "Share of requests of the traceidratio samplers."),
        Variable("OTEL_SDK_DISABLED", .boolean, for: .servers, default: "False", "No traces, whatever else is set."),
    ]
}
