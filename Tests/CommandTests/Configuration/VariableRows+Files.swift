@testable import panelapp

extension VariableRows {
    private static let endpoint = ["AWS_S3_ENDPOINT_URL": "https://emulator:5000"]
    private static let source = ["7.1: the first source that applies is taken"]

    static let files: [VariableRow] = [
        VariableRow(
            "PANELAPP_DATA_DIR", "/var/lib/panels", missing: "./.panelapp", local: true,
            shown: ["it is made for its owner alone"]
        ) { $0.dataFolder.relativePath },
        VariableRow(
            "STATIC_URL", "/s/", bad: ["/s", "s/", "ftp://x/", "//x/"], missing: "/static/", local: true,
            shown: ["O24: a custom domain"]
        ) { $0.site.staticURL },
        VariableRow(
            "MEDIA_URL", "/m/", bad: ["/m", "m/"], missing: "/media/", local: true,
            shown: ["Another base of media is served"]
        ) { $0.site.mediaURL },
        VariableRow(
            "STATIC_ROOT", "/srv/static", missing: "./.panelapp/static", local: true,
            shown: ["5.7: collectstatic publishes to the data folder, or to STATIC_ROOT"]
        ) { $0.staticFolder.relativePath },
        VariableRow(
            "MEDIA_ROOT", "/srv/media", missing: "./.panelapp/uploads", local: true,
            shown: ["O4, O72, O79: web works without configuration"]
        ) { $0.mediaFolder.relativePath },
        VariableRow(
            "MAX_UPLOAD_SIZE", "1024", bad: ["0", "1 MB"], missing: "52428800", local: true,
            shown: ["O35: MAX_UPLOAD_SIZE is", "O35: an upload above MAX_UPLOAD_SIZE"]
        ) { $0.site.maxUploadSize },
        VariableRow(
            "AWS_S3_ENDPOINT_URL", "http://emulator:5000", bad: ["emulator", "http://x/y", "ftp://x"],
            shown: ["Contract: BlobStore"]
        ) { $0.aws?.s3Endpoint },
        VariableRow(
            "AWS_ENDPOINT_URL_S3", "http://emulator:5001", bad: ["emulator"], missing: "http://all:5000",
            more: ["AWS_ENDPOINT_URL": "http://all:5000"], shown: ["Contract: BlobStore"]
        ) { $0.aws?.s3Endpoint },
        VariableRow(
            "AWS_ENDPOINT_URL", "http://all:5000", gives: "http://all:5000 http://all:5000", bad: ["all"],
            missing: "none none", shown: ["Contract: BlobStore"]
        ) { "\($0.aws?.s3Endpoint ?? "none") \($0.aws?.sqsEndpoint ?? "none")" },
        VariableRow(
            "AWS_S3_USE_SSL", "no", gives: "true", bad: ["2"], missing: "false", shown: ["The bucket is in the host"]
        ) { $0.aws?.s3IsPlain },
        VariableRow(
            "AWS_S3_ADDRESSING_STYLE", "path", bad: ["Path", "dns"], missing: "auto",
            shown: ["The bucket is in the host"]
        ) { $0.aws?.s3Addressing },
        VariableRow(
            "AWS_S3_VERIFY", "0", gives: "false", bad: ["2"], missing: "true", more: endpoint,
            shown: ["operations.md 4: with certfile"]
        ) { $0.aws?.s3Verifies },
        VariableRow(
            "AWS_S3_MEDIAFILES_CUSTOM_DOMAIN", "media.example.org", gives: "https://media.example.org/uploads/",
            bad: ["https://media.example.org", "a/b"], missing: "/media/",
            shown: ["operations.md 3.6: a host of uploaded files"]
        ) { $0.site.mediaURL },
        VariableRow(
            "AWS_STATICFILES_DEFAULT_ACL", "public-read", bad: ["everybody"], for: .collectstatic,
            shown: ["O30: without an ACL variable"]
        ) { $0.aws?.staticFiles?.acl },
        VariableRow(
            "AWS_DEFAULT_ACL", "public-read", bad: ["everybody"], for: .collectstatic,
            shown: ["O30: without an ACL variable"]
        ) { $0.aws?.staticFiles?.acl },
        VariableRow("AWS_MEDIAFILES_DEFAULT_ACL", "private", bad: ["everybody"], shown: ["Writes ask for"]) {
            $0.aws?.media?.acl
        },
        VariableRow("AWS_S3_SSE", "AES256", bad: ["aes256", "none"], shown: ["Writes ask for"]) {
            $0.aws?.encryption
        },
        VariableRow(
            "AWS_S3_SSE_KMS_KEY_ID", "key-1", bad: ["a\nb"], more: ["AWS_S3_SSE": "aws:kms"], shown: ["Writes ask for"]
        ) { $0.aws?.encryptionKey },
        VariableRow(
            "AWS_MEDIA_DELIVERY", "proxy", gives: "false", bad: ["stream"], missing: "true", shown: ["O36"]
        ) { $0.aws?.redirectsMedia },
    ]

    /// What the provider chain reads of the environment itself has its effect there.
    static let credentials: [VariableRow] = [
        VariableRow(
            "AWS_SESSION_TOKEN", "session-token-1", shown: source
        ) { $0.aws?.sessionToken?.reveal() },
        VariableRow(
            "AWS_WEB_IDENTITY_TOKEN_FILE", "/token", gives: "true", bad: ["a\nb"], missing: "false", shown: source
        ) {
            $0.givenNames.contains("AWS_WEB_IDENTITY_TOKEN_FILE")
        },
        VariableRow("AWS_ROLE_ARN", "arn:role", gives: "true", bad: ["a\nb"], missing: "false", shown: source) {
            $0.givenNames.contains("AWS_ROLE_ARN")
        },
        VariableRow("AWS_ROLE_SESSION_NAME", "s", gives: "true", bad: ["a\nb"], missing: "false", shown: source) {
            $0.givenNames.contains("AWS_ROLE_SESSION_NAME")
        },
        VariableRow(
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds", gives: "true", bad: ["a\nb"], missing: "false",
            shown: source
        ) { $0.givenNames.contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") },
        VariableRow(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://agent/creds", gives: "true", bad: ["a\nb"], missing: "false",
            shown: ["O59: an agent elsewhere"]
        ) { $0.givenNames.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI") },
        VariableRow(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN", "agent-token-1", gives: "true", missing: "false", shown: source
        ) { $0.secretValues.contains(Secret("agent-token-1")) },
        VariableRow(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/auth", gives: "true", bad: ["a\nb"], missing: "false",
            shown: source
        ) { $0.givenNames.contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") },
        VariableRow(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338", gives: "true", bad: ["localhost"],
            missing: "false", shown: source
        ) { $0.givenNames.contains("AWS_EC2_METADATA_SERVICE_ENDPOINT") },
        VariableRow(
            "AWS_EC2_METADATA_DISABLED", "yes", gives: "false", bad: ["2"], missing: "true", shown: source
        ) { $0.aws?.asksInstance },
    ]

    private static let parts = [
        "DATABASE_HOST": "db", "DATABASE_USER": "u", "DATABASE_PASSWORD": "part-password",
    ]
    private static let composed = ["O61: the address is put together"]

    private static let address: @Sendable (Settings) -> String? = { VariableRow.databaseAddress($0) }

    static let database: [VariableRow] = [
        VariableRow(
            "DATABASE_HOST", "DB.example.org", gives: "postgresql://u:part-password@DB.example.org:5432/panelapp",
            bad: ["a\nb"], missing: .problem("DATABASE_HOST"), more: parts, less: ["DATABASE_URL"], shown: composed,
            address),
        VariableRow(
            "DATABASE_USER", "a b", gives: "postgresql://a%20b:part-password@db:5432/panelapp", bad: ["a\nb"],
            missing: .problem("DATABASE_USER"), more: parts, less: ["DATABASE_URL"], shown: composed, address),
        VariableRow(
            "DATABASE_PASSWORD", "p@s/w:1", gives: "postgresql://u:p%40s%2Fw%3A1@db:5432/panelapp",
            missing: .problem("DATABASE_PASSWORD"), more: parts, less: ["DATABASE_URL"], shown: composed, address),
        VariableRow(
            "DATABASE_PORT", "5433", gives: "postgresql://u:part-password@db:5433/panelapp", bad: ["0", "x"],
            missing: "postgresql://u:part-password@db:5432/panelapp", more: parts, less: ["DATABASE_URL"],
            shown: composed, address),
        VariableRow(
            "DATABASE_NAME", "panel app", gives: "postgresql://u:part-password@db:5432/panel%20app", bad: ["a\nb"],
            missing: "postgresql://u:part-password@db:5432/panelapp", more: parts, less: ["DATABASE_URL"],
            shown: composed, address),
        VariableRow(
            "DB_POOL_MAX", "7", bad: ["0", "201"], missing: "10", shown: ["O65: no free connection in time"]
        ) { $0.databaseLimits.poolSize },
        VariableRow(
            "DB_CONNECT_TIMEOUT", "3", bad: ["0", "x"], missing: "10", shown: ["An unreachable server is told"]
        ) { $0.databaseLimits.connectTimeout.components.seconds },
        VariableRow(
            "DB_POOL_ACQUIRE_TIMEOUT", "2", bad: ["0", "x"], missing: "5", shown: ["O65: no free connection in time"]
        ) { $0.databaseLimits.acquireTimeout.components.seconds },
        VariableRow(
            "DB_STATEMENT_TIMEOUT_MS", "45000", gives: "45", bad: ["-1", "x"], missing: "30",
            shown: ["Long statements and long waits"]
        ) { $0.databaseLimits.statementTimeout.components.seconds },
        VariableRow(
            "PANELAPP_READ_ONLY", "on", gives: "true", bad: ["2"], missing: "false",
            shown: ["O68: every page and the API"]
        ) { $0.isReadOnly },
    ]
}
