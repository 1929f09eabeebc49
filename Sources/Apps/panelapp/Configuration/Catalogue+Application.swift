/// Variables beyond the founding ones (`operations.md` 3.6) about data and the application.
extension Catalogue {
    static let storage: [Variable] = [
        Variable(
            "PANELAPP_DATA_DIR", .path, for: .everyCommand, in: [.local], local: "./.panelapp",
            "Folder of everything that local mode stores."),
        Variable(
            "STATIC_URL", .baseAddress, for: .staticFiles, local: "/static/",
            otherwise: "aws mode: https://AWS_S3_STATICFILES_CUSTOM_DOMAIN/AWS_STATICFILES_LOCATION/",
            "What static addresses begin with."),
        Variable(
            "MEDIA_URL", .baseAddress, for: .servers, default: "/media/",
            "What addresses of uploaded files begin with."),
        Variable(
            "STATIC_ROOT", .path, for: .staticFiles, in: [.local], otherwise: "static in the data folder",
            "Folder that `collectstatic` publishes to, for a web server of one's own; `web` has these files in itself."),
        Variable(
            "MEDIA_ROOT", .path, for: .content, in: [.local], otherwise: "uploads in the data folder",
            "Folder of uploaded files."),
        Variable(
            "MAX_UPLOAD_SIZE", .integer(1...2_147_483_647), for: .web, default: "52428800",
            "Bytes per uploaded file; a panel list may have 20 MiB at most."),
    ]

    static let database: [Variable] = [
        Variable(
            "DATABASE_HOST", .line, for: .database,
            "Used without DATABASE_URL, together with the next two; all three or none."),
        Variable("DATABASE_USER", .line, for: .database, "Database user."),
        Variable("DATABASE_PASSWORD", .text, secret: true, for: .database, "Its password."),
        Variable("DATABASE_PORT", .integer(1...65535), for: .database, default: "5432", "Database port."),
        Variable("DATABASE_NAME", .line, for: .database, default: "panelapp", "Database name."),
        Variable(
            "DB_POOL_MAX", .integer(1...200), for: .database,
            otherwise: "web: 5 for each of GUNICORN_WORKERS; worker: WORKER_CONCURRENCY + 2; one-off commands: 10",
            "Most database connections of the process."),
        Variable(
            "DB_CONNECT_TIMEOUT", .integer(1...600), for: .database, default: "10",
            "Seconds; connect_timeout in DATABASE_URL wins."),
        Variable(
            "DB_POOL_ACQUIRE_TIMEOUT", .integer(1...600), for: .database, default: "5",
            "Seconds that a request waits for a free connection before it is answered 503."),
        Variable(
            "DB_STATEMENT_TIMEOUT_MS", .integer(0...86_400_000), for: .database,
            otherwise: "web: 30000; worker: 300000; one-off commands: none", "Milliseconds; 0: none."),
        Variable(
            "PANELAPP_READ_ONLY", .boolean, for: .servers, default: "False",
            "Refuse every change with 503, and take no jobs."),
    ]

    static let application: [Variable] = [
        Variable(
            "PANEL_APP_BASE_URL", .absoluteURL, for: .servers, local: "http://localhost:8080",
            otherwise: "aws mode: https://panelapp.local with a warning",
            "Base of every link in mails; never taken from a request."),
        Variable(
            "TIME_ZONE", .timeZone, for: .content, default: "UTC",
            "Zone of times in pages and in the API. Log lines stay in UTC."),
        Variable("SITE_NAME", .line, for: .servers, default: "PanelApp", "Title of pages."),
        Variable(
            "SIGNED_OFF_MESSAGE", .line, for: .servers, default: "This Panel has been signed off for the GMS",
            "Sentence of the signed-off box."),
        Variable(
            "DEFAULT_PANEL_TYPES", .slugs, for: .web, default: "rare-disease-100k",
            "Panel types that the old web service /WebServices/list_panels/ lists. Checked, and without effect: this program "
                + "does not serve it."),
        Variable("ENV_NAME", .line, for: .everyCommand, default: "dev", "Shown beside the name unless it is prod."),
        Variable("PANELAPP_BANNER", .line, for: .web, "Text on top of every page."),
        Variable(
            "LOGOUT_REDIRECT_URL", .redirectTarget, for: .web,
            otherwise: "accounts:login; with AWS_USE_COGNITO home", "Where signing out leads."),
        Variable(
            "SESSION_COOKIE_AGE", .integer(60...31_536_000), for: .servers, default: "1209600",
            "Seconds of a login; the worker removes those that have ended."),
    ]

    static let mail: [Variable] = [
        Variable(
            "EMAIL_USE_SSL", .boolean, for: .servers, default: "False", otherwise: "on with EMAIL_PORT 465",
            "TLS from the first byte; not together with EMAIL_USE_TLS."),
        Variable(
            "EMAIL_TIMEOUT", .integer(1...600), for: .servers, default: "30",
            "Seconds that the mail server may take for one answer."),
        Variable("EMAIL_TLS_VERIFY", .boolean, for: .servers, default: "True", "Check the server's certificate."),
    ]
}
