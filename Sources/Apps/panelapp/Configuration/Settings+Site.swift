import Foundation
import Web

extension SiteSettings {
    init(_ outcome: ConfigurationReader.Outcome) {
        name = outcome.text("SITE_NAME") ?? ""
        environmentName = outcome.text("ENV_NAME") ?? ""
        banner = outcome.text("PANELAPP_BANNER")
        signedOffMessage = outcome.text("SIGNED_OFF_MESSAGE") ?? ""
        contactEmail = outcome.text("PANEL_APP_EMAIL") ?? ""
        fromEmail = outcome.text("DEFAULT_FROM_EMAIL") ?? ""
        baseURL = outcome.text("PANEL_APP_BASE_URL") ?? ""
        staticURL = outcome.text("STATIC_URL") ?? ""
        mediaURL = outcome.text("MEDIA_URL") ?? ""
        timeZone = outcome.text("TIME_ZONE").flatMap { TimeZone(identifier: $0) } ?? .gmt
        defaultPanelTypes = outcome.list("DEFAULT_PANEL_TYPES")
        logoutRedirect =
            outcome.text("LOGOUT_REDIRECT_URL") ?? (outcome.flag("AWS_USE_COGNITO") ? "home" : "accounts:login")
        sessionAge = .seconds(outcome.integer("SESSION_COOKIE_AGE") ?? 0)
        maxUploadSize = outcome.integer("MAX_UPLOAD_SIZE") ?? 0
        adminPath = Secret(outcome.text("DJANGO_ADMIN_URL") ?? "")
    }
}

extension ServerSettings {
    /// Event loops when nothing is said (`operations.md` 4: the founding document's value).
    static let defaultWorkers = 2

    static func workers(_ outcome: ConfigurationReader.Outcome) -> Int {
        outcome.integer("GUNICORN_WORKERS") ?? outcome.integer("WEB_CONCURRENCY") ?? defaultWorkers
    }

    init(_ outcome: ConfigurationReader.Outcome) {
        func seconds(_ name: String) -> Duration { .seconds(outcome.integer(name) ?? 0) }
        bind = Self.bind(outcome)
        workers = Self.workers(outcome)
        blockingThreads = max(2, (outcome.integer("GUNICORN_THREADS") ?? 1) * workers)
        connections = outcome.integer("GUNICORN_WORKER_CONNECTIONS") ?? 0
        backlog = outcome.integer("GUNICORN_BACKLOG") ?? 0
        requestTimeout = seconds("GUNICORN_TIMEOUT")
        keepAlive = seconds("GUNICORN_KEEPALIVE")
        limits = RequestLimits(
            line: outcome.integer("GUNICORN_LIMIT_REQUEST_LINE") ?? 0,
            fields: outcome.integer("GUNICORN_LIMIT_REQUEST_FIELDS") ?? 0,
            fieldSize: outcome.integer("GUNICORN_LIMIT_REQUEST_FIELD_SIZE") ?? 0)
        if let certificate = outcome.text("GUNICORN_CERTFILE"), let key = outcome.text("GUNICORN_KEYFILE") {
            tls = TLSFiles(certificate: certificate, key: key)
        } else {
            tls = nil
        }
        hosts = (try? AllowedHosts(outcome.text("ALLOWED_HOSTS") ?? "")) ?? .none
        proxy = Self.proxy(outcome)
        hstsSeconds = outcome.integer("HSTS_SECONDS") ?? 0
        shutdownDelay = seconds("SHUTDOWN_DELAY")
        shutdownTimeout = seconds("SHUTDOWN_TIMEOUT")
        gracefulTimeout = seconds("GUNICORN_GRACEFUL_TIMEOUT")
        checkOnly = outcome.flag("GUNICORN_CHECK_CONFIG")
    }

    private static func bind(_ outcome: ConfigurationReader.Outcome) -> BindTarget {
        if let text = outcome.text("GUNICORN_BIND"), let target = try? BindTarget(text) { return target }
        if let port = outcome.integer("PORT") { return .tcp(host: "0.0.0.0", port: port) }
        return .tcp(host: outcome.mode == .local ? "127.0.0.1" : "0.0.0.0", port: 8080)
    }

    private static func proxy(_ outcome: ConfigurationReader.Outcome) -> ProxySettings {
        var proxy = ProxySettings()
        proxy.endsTLS = outcome.text("GUNICORN_CERTFILE") != nil
        if let name = outcome.text("SECURE_PROXY_SSL_HEADER_NAME").flatMap(ProxySettings.headerName) {
            proxy.schemeHeader = name
        }
        if let name = outcome.text("CLIENT_IP_HEADER").flatMap(ProxySettings.headerName) { proxy.clientIPHeader = name }
        let peers = outcome.text("GUNICORN_FORWARDED_ALLOW_IPS") ?? outcome.text("FORWARDED_ALLOW_IPS")
        if let peers, let trusted = try? TrustedPeers(peers) { proxy.trusted = trusted }
        return proxy
    }
}
