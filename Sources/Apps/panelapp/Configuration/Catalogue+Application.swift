/// Variables beyond the founding ones (`operations.md` 3.6) about data and the application.
extension Catalogue {
    static let storage: [Variable] = [
        Variable(
            "PANELAPP_DATA_DIR", .text, for: .everyCommand, in: [.local], local: "./.panelapp",
            "Folder of everything that local mode stores."),
        Variable("STATIC_URL", .baseAddress, for: .web, local: "/static/", "What static addresses begin with."),
        Variable("MEDIA_URL", .baseAddress, for: .servers, default: "/media/", "What media addresses begin with."),
        Variable(
            "MEDIA_ROOT", .text, for: [.web, .worker, .data], in: [.local],
            "Folder of uploaded files; default: uploads in the data folder."),
        Variable(
            "MAX_UPLOAD_SIZE", .integer(1...2_147_483_647), for: .web, default: "52428800", "Bytes per uploaded file."),
    ]

    static let database: [Variable] = [
        Variable("DATABASE_HOST", .text, for: .everyCommand, "Used with the next three without DATABASE_URL."),
        Variable("DATABASE_USER", .text, for: .everyCommand, "Database user."),
        Variable("DATABASE_PASSWORD", .text, secret: true, for: .everyCommand, "Its password."),
        Variable("DATABASE_PORT", .integer(1...65535), for: .everyCommand, default: "5432", "Database port."),
        Variable("DATABASE_NAME", .text, for: .everyCommand, default: "panelapp", "Database name."),
        Variable(
            "DB_POOL_MAX", .integer(1...200), for: .everyCommand,
            "Most database connections of the process; default: 5 for each of GUNICORN_WORKERS."),
        Variable("DB_CONNECT_TIMEOUT", .integer(1...600), for: .everyCommand, default: "10", "Seconds."),
        Variable("DB_POOL_ACQUIRE_TIMEOUT", .integer(1...600), for: .everyCommand, default: "5", "Seconds."),
        Variable(
            "DB_STATEMENT_TIMEOUT_MS", .integer(0...86_400_000), for: .everyCommand,
            "Milliseconds, 0 = none; default: 30000 in web, none in one-off commands."),
        Variable("PANELAPP_READ_ONLY", .boolean, for: .servers, default: "False", "Refuse every change."),
    ]

    static let application: [Variable] = [
        Variable(
            "PANEL_APP_BASE_URL", .absoluteURL, for: .servers, local: "http://localhost:8080",
            "Base of links in mails."),
        Variable(
            "TIME_ZONE", .timeZone, for: [.web, .worker, .data], default: "UTC",
            "Zone of times in pages and in the API."),
        Variable("SITE_NAME", .text, for: .servers, default: "PanelApp", "Title of pages."),
        Variable(
            "SIGNED_OFF_MESSAGE", .text, for: .servers, default: "This Panel has been signed off for the GMS",
            "Sentence of the signed-off box."),
        Variable(
            "DEFAULT_PANEL_TYPES", .list(separators: ","), for: .web, default: "rare-disease-100k",
            "Panel types of the old web service."),
        Variable("ENV_NAME", .text, for: .everyCommand, default: "dev", "Shown beside the name unless it is prod."),
        Variable("PANELAPP_BANNER", .text, for: .web, "Text on top of every page."),
        Variable("LOGOUT_REDIRECT_URL", .redirectTarget, for: .web, default: "accounts:login", "After logging out."),
        Variable(
            "SESSION_COOKIE_AGE", .integer(60...31_536_000), for: .web, default: "1209600", "Seconds of a login."),
    ]

    static let mail: [Variable] = [
        Variable("EMAIL_USE_SSL", .boolean, for: .servers, default: "False", "TLS from the first byte."),
        Variable("EMAIL_TIMEOUT", .integer(1...600), for: .servers, default: "30", "Seconds."),
        Variable("EMAIL_TLS_VERIFY", .boolean, for: .servers, default: "True", "Check the server's certificate."),
    ]
}
