/// Rules about the AWS variables that look at more than one of them (`operations.md` 3.1-3.4).
extension ConfigurationReader.Outcome {
    mutating func checkAWS(_ command: CommandKind) {
        checkRegion()
        if command == .web {
            checkStaticAddress()
            checkBuckets()
        }
        checkKeys()
        checkStorage()
        if text("PANEL_APP_BASE_URL") == nil, !isReported("PANEL_APP_BASE_URL") {
            values["PANEL_APP_BASE_URL"] = .text("https://panelapp.local")
            notes.append(
                .warning("PANEL_APP_BASE_URL", "is not set: links in mails begin with https://panelapp.local"))
        }
    }

    private mutating func checkRegion() {
        if values["AWS_REGION"] == nil, let fallback = values["AWS_DEFAULT_REGION"] { values["AWS_REGION"] = fallback }
        guard values["AWS_REGION"] == nil, !isReported("AWS_REGION"), !isReported("AWS_DEFAULT_REGION") else { return }
        problems.append(ConfigurationProblem("AWS_REGION", "is missing"))
    }

    private mutating func checkStaticAddress() {
        let domain = "AWS_S3_STATICFILES_CUSTOM_DOMAIN"
        guard values["STATIC_URL"] == nil, !isReported("STATIC_URL"), !isReported(domain) else { return }
        guard let host = text(domain) else {
            problems.append(ConfigurationProblem(domain, "is missing, and STATIC_URL is not set either"))
            return
        }
        let location = text("AWS_STATICFILES_LOCATION") ?? ""
        values["STATIC_URL"] = .text(location.isEmpty ? "https://\(host)/" : "https://\(host)/\(location)/")
    }

    private mutating func checkBuckets() {
        let media = "AWS_S3_MEDIAFILES_BUCKET_NAME"
        guard let bucket = text(media), bucket == text("AWS_S3_STATICFILES_BUCKET_NAME") else { return }
        notes.append(.warning(media, "is also the bucket of static files"))
    }

    private mutating func checkStorage() {
        let hasEndpoint = ["AWS_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].contains {
            text($0) != nil
        }
        if !flag("AWS_S3_VERIFY"), !hasEndpoint, !isReported("AWS_S3_VERIFY") {
            problems.append(
                ConfigurationProblem(
                    "AWS_S3_VERIFY", "may be off together with AWS_S3_ENDPOINT_URL only", value: "False"))
        }
        if !flag("AWS_S3_USE_SSL"), !hasEndpoint, !isReported("AWS_S3_USE_SSL") {
            notes.append(.warning("AWS_S3_USE_SSL", "is off: files travel in clear text"))
        }
        if text("AWS_S3_SSE_KMS_KEY_ID") != nil, text("AWS_S3_SSE") != "aws:kms" {
            notes.append(.warning("AWS_S3_SSE_KMS_KEY_ID", "has no effect without AWS_S3_SSE=aws:kms"))
        }
    }

    private mutating func checkKeys() {
        guard values["AWS_ACCESS_KEY_ID"] != nil, values["AWS_SECRET_ACCESS_KEY"] != nil else { return }
        notes.append(
            .warning(
                "AWS_ACCESS_KEY_ID", "is an explicit key; prefer a role of the task or the instance",
                event: "credentials.static"))
    }

    /// Whether the variable has its problem already, so that it is not reported twice.
    func isReported(_ name: String) -> Bool { problems.contains { $0.variable == name } }
}
