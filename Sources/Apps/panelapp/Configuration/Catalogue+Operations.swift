/// Variables beyond the founding ones (`operations.md` 3.6) about HTTP, health, logs and stopping.
extension Catalogue {
    static let http: [Variable] = [
        Variable(
            "SECURE_PROXY_SSL_HEADER_NAME", .headerName, for: .web, default: "HTTP_X_FORWARDED_PROTO",
            "Header by which a proxy says https."),
        Variable(
            "FORWARDED_ALLOW_IPS", .trustedPeers, for: .web, default: "*",
            "Peers whose forwarding headers are believed; GUNICORN_FORWARDED_ALLOW_IPS wins."),
        Variable(
            "CLIENT_IP_HEADER", .headerName, for: .web, default: "X-Forwarded-For",
            "Header with the client's address."),
        Variable(
            "HSTS_SECONDS", .integer(0...63_072_000), for: .web, default: "0",
            "Strict-Transport-Security on secure answers; 0 = none."),
        Variable("PORT", .integer(1...65535), for: .web, "Listen on this port of every address; GUNICORN_BIND wins."),
        Variable("WEB_CONCURRENCY", .integer(1...1024), for: .web, "Event loops; GUNICORN_WORKERS wins."),
    ]

    static let operations: [Variable] = [
        Variable(
            "HEALTH_ACCESS_TOKEN_LOCATION", .text, for: .web,
            "File whose first line is the health token; HEALTH_CHECK_TOKEN wins."),
        Variable(
            "HEALTH_MAINTENANCE_LOCATION", .text, for: .web, "While this file exists the instance is in maintenance."),
        Variable(
            "HEALTH_CHECK_SERVICES", .healthServices, for: .web, default: "database,rabbitmq,email,celery,maintenance",
            "Members of /health_check/."),
        Variable("LOG_FORMAT", .choice("json", "text"), for: .everyCommand, default: "json", "text: local mode only."),
        Variable(
            "SHUTDOWN_DELAY", .integer(0...3600), for: .web, default: "5", local: "0",
            "Seconds of serving on after SIGTERM while readiness says no."),
        Variable(
            "PANELAPP_BENCH", .boolean, for: .web, default: "False",
            "Serve /bench/constant?bytes=N, the yardstick of `make bench`."),
        Variable(
            "SHUTDOWN_TIMEOUT", .integer(1...3600), for: .web, default: "25",
            "Seconds from SIGTERM until running requests are cancelled."),
    ]
}
