import Foundation

@testable import panelapp

/// Environments for the configuration tests, and how to read them without a process.
enum Environments {
    /// The smallest valid environment of `operations.md` 3 in aws mode.
    static let aws = [
        "PANELAPP_MODE": "aws",
        "AWS_S3_STATICFILES_BUCKET_NAME": "static-bucket",
        "AWS_S3_MEDIAFILES_BUCKET_NAME": "media-bucket",
        "AWS_REGION": "eu-west-2",
        "AWS_S3_STATICFILES_CUSTOM_DOMAIN": "cdn.example.org",
        "ALLOWED_HOSTS": "panelapp.org;.example.org",
        "DEFAULT_FROM_EMAIL": "PanelApp <noreply@example.org>",
        "PANEL_APP_EMAIL": "panelapp@example.org",
        "EMAIL_HOST": "smtp.example.org",
        "EMAIL_PORT": "587",
        "DATABASE_URL": "postgresql://reader:pg-secret-1@db.example.org/panelapp",
        "HEALTH_CHECK_TOKEN": "health-secret-12345",
        "SECRET_KEY": "0123456789abcdef0123456789abcdef-key",
        "PANEL_APP_BASE_URL": "https://panelapp.org",
    ]

    static let mandatory = [
        "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_REGION",
        "AWS_S3_STATICFILES_CUSTOM_DOMAIN", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "PANEL_APP_EMAIL", "EMAIL_HOST",
        "EMAIL_PORT", "DATABASE_URL", "HEALTH_CHECK_TOKEN", "SECRET_KEY",
    ]

    static func aws(minus names: [String] = [], plus: [String: String] = [:]) -> [String: String] {
        aws.filter { !names.contains($0.key) }.merging(plus) { _, new in new }
    }

    /// Files that exist for the reader, by path.
    static func reader(_ environment: [String: String], files: [String: String] = [:]) -> ConfigurationReader {
        let raw = RawEnvironment(environment) { path in
            guard let content = files[path] else { throw CocoaError(.fileReadNoSuchFile) }
            return content
        }
        return ConfigurationReader(environment: raw, postgresProblem: PostgresAddress.problem)
    }

    /// Settings, or a failed test.
    static func settings(
        _ environment: [String: String], for command: CommandKind = .web, files: [String: String] = [:]
    ) throws -> Settings {
        try reader(environment, files: files).read(for: command).get().0
    }

    static func notes(_ environment: [String: String], for command: CommandKind = .web) throws -> [ConfigurationNote] {
        try reader(environment).read(for: command).get().1
    }

    /// The problems of an environment; none when it is valid.
    static func problems(
        _ environment: [String: String], for command: CommandKind = .web, files: [String: String] = [:]
    ) -> [ConfigurationProblem] {
        switch reader(environment, files: files).read(for: command) {
        case .success: []
        case .failure(let failure): failure.problems
        }
    }
}
