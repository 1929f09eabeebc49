import Foundation

/// The one switch between the two worlds (`operations.md` 2.1, decision 2). This file is the only place that reads it.
enum Mode: String, Sendable, CaseIterable {
    /// PostgreSQL, S3, SQS, SMTP.
    case aws
    /// SQLite, folders, an in-memory queue.
    case local

    static let variable = "PANELAPP_MODE"
    /// One line for the operator.
    static let text =
        "local (default): SQLite or PostgreSQL, folders, a queue in memory. aws: PostgreSQL, S3, SQS, SMTP."

    /// Variables whose presence shows that `aws` was meant; a mere region on a developer's machine does not.
    private static let signsOfAWS = [
        "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_S3_STATICFILES_CUSTOM_DOMAIN",
    ]

    /// The mode that an environment asks for.
    static func decide(_ environment: [String: String]) -> Result<Mode, ConfigurationProblem> {
        let given = environment[variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if let mode = Mode(rawValue: given) { return .success(mode) }
        guard given.isEmpty else {
            return .failure(
                ConfigurationProblem(variable, "must be 'aws' or 'local'", value: given))
        }
        let sign = signsOfAWS.first { name in
            !(environment[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
        }
        guard let sign else { return .success(.local) }
        return .failure(
            ConfigurationProblem(variable, "is unset although \(sign) is set: say 'aws' or 'local'"))
    }
}
