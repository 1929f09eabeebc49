import Foundation
import Web

/// Values to settings. Every value here was checked by its kind; what a command does not read takes its default, so that
/// no default is written twice.
extension Settings {
    init(_ outcome: ConfigurationReader.Outcome) {
        let folder = outcome.text("PANELAPP_DATA_DIR") ?? "./.panelapp"
        mode = outcome.mode
        dataFolder = URL(filePath: folder)
        mediaFolder = outcome.text("MEDIA_ROOT").map { URL(filePath: $0) } ?? dataFolder.appending(path: "uploads")
        staticFolder = outcome.text("STATIC_ROOT").map { URL(filePath: $0) } ?? dataFolder.appending(path: "static")
        database = DatabaseTarget(outcome, dataFolder: folder)
        databaseLimits = DatabaseLimits(outcome)
        log = LogSettings(outcome)
        site = SiteSettings(outcome)
        secretKey = outcome.text("SECRET_KEY").map(Secret.init)
        secretKeyFallbacks = outcome.list("SECRET_KEY_FALLBACKS").map(Secret.init)
        healthToken = outcome.text("HEALTH_CHECK_TOKEN").map(Secret.init)
        health = HealthSettings(
            services: outcome.list("HEALTH_CHECK_SERVICES"),
            maintenanceFile: outcome.text("HEALTH_MAINTENANCE_LOCATION"))
        server = ServerSettings(outcome)
        aws = AWSSettings(outcome)
        mailServer = MailServerSettings(outcome)
        signIn = LoadBalancerSettings(outcome)
        management = outcome.text("METRICS_BIND").flatMap { try? BindTarget($0) }
        tracing = TracingSettings(outcome)
        isReadOnly = outcome.flag("PANELAPP_READ_ONLY")
        isBenchmark = outcome.flag("PANELAPP_BENCH")
        revision = outcome.text("PANELAPP_REVISION") ?? "unknown"
        givenNames = outcome.given.sorted()
        facts = Self.facts(outcome)
        secretValues = Self.secretValues(outcome)
    }

    /// Endpoints, region, queue and buckets (`operations.md` 1).
    private static func facts(_ outcome: ConfigurationReader.Outcome) -> [(name: String, value: String)] {
        let shown = [
            "AWS_REGION", "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_MEDIAFILES_BUCKET_NAME", "TASK_QUEUE_NAME",
            "STATIC_URL", "MEDIA_URL", "EMAIL_HOST", "TIME_ZONE",
        ]
        return shown.compactMap { name in outcome.text(name).map { (name.lowercased(), $0) } }
    }

    private static func secretValues(_ outcome: ConfigurationReader.Outcome) -> [Secret] {
        // The administration path defaults to a word that is no secret and would be masked in every line.
        let names = Catalogue.all.filter { variable in
            variable.isSecret && (variable.name != "DJANGO_ADMIN_URL" || outcome.given.contains(variable.name))
        }.map(\.name)
        let whole = names.flatMap { name in outcome.text(name).map { [$0] } ?? outcome.list(name) }
        // What is secret inside an address may be told without the address, by a library for example.
        let database = outcome.text("DATABASE_URL").flatMap { UserInfo.password(in: $0) }
        let broker = outcome.text("CELERY_BROKER_URL").flatMap { BrokerURL.parts(of: $0).keys?.secret }
        // A path is told without its last slash, too.
        let admin = outcome.given.contains("DJANGO_ADMIN_URL") ? outcome.text("DJANGO_ADMIN_URL")?.dropLast() : nil
        return (whole + [database, broker, admin.map(String.init)].compactMap { $0 }).map(Secret.init)
    }
}

extension DatabaseTarget {
    init(_ outcome: ConfigurationReader.Outcome, dataFolder: String) {
        guard let url = outcome.text("DATABASE_URL") else {
            self = .sqlite(path: URL(filePath: dataFolder).appending(path: "panelapp.sqlite3").relativePath)
            return
        }
        if let path = SQLiteAddress.path(in: url) {
            self = .sqlite(path: path)
        } else {
            self = .postgres(url: Secret(url))
        }
    }
}

extension DatabaseLimits {
    init(_ outcome: ConfigurationReader.Outcome) {
        poolSize = outcome.integer("DB_POOL_MAX") ?? Self.poolSize(outcome)
        connectTimeout = .seconds(outcome.integer("DB_CONNECT_TIMEOUT") ?? 0)
        acquireTimeout = .seconds(outcome.integer("DB_POOL_ACQUIRE_TIMEOUT") ?? 0)
        let fallback =
            switch outcome.command {
            case .web: 30_000
            case .worker: 300_000
            case .migrate, .data, .loaddata, .collectstatic: 0
            }
        statementTimeout = .milliseconds(outcome.integer("DB_STATEMENT_TIMEOUT_MS") ?? fallback)
    }

    /// What `operations.md` 3.6 gives each program.
    private static func poolSize(_ outcome: ConfigurationReader.Outcome) -> Int {
        let (perWorker, beside) = (5, 2)
        guard outcome.command == .worker, let jobs = outcome.integer("WORKER_CONCURRENCY") else {
            return perWorker * ServerSettings.workers(outcome)
        }
        return jobs + beside
    }
}

extension LogSettings {
    init(_ outcome: ConfigurationReader.Outcome) {
        threshold = outcome.text("DJANGO_LOG_LEVEL").flatMap { LogThreshold($0) } ?? .info
        isText = outcome.text("LOG_FORMAT") == "text"
        environmentName = outcome.text("ENV_NAME") ?? ""
        access = outcome.text("GUNICORN_ACCESSLOG") == "-"
    }
}
