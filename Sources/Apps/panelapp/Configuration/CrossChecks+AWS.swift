/// Rules about the AWS variables that look at more than one of them (`operations.md` 3.1-3.4).
extension ConfigurationReader.Outcome {
    mutating func checkAWS() {
        checkRegion()
        checkKeys()
        checkStorage()
        if Set<CommandKind>.staticFiles.contains(command) { checkStaticAddress() }
        guard command.isServer else { return }
        checkBuckets()
        checkMediaAddress()
        checkBroker()
        if command == .worker { checkTimeLimit() }
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
        values["STATIC_URL"] = .text(Self.address(of: host, location: text("AWS_STATICFILES_LOCATION")))
    }

    /// Uploaded files may be public at a host of their own; then pages and the API lead there.
    private mutating func checkMediaAddress() {
        guard let host = text("AWS_S3_MEDIAFILES_CUSTOM_DOMAIN"), !given.contains("MEDIA_URL") else { return }
        values["MEDIA_URL"] = .text(Self.address(of: host, location: text("AWS_MEDIAFILES_LOCATION")))
    }

    /// With one slash between the parts (`operations.md` 5.6).
    static func address(of host: String, location: String?) -> String {
        guard let location, !location.isEmpty else { return "https://\(host)/" }
        return "https://\(host)/\(location)/"
    }

    /// `operations.md` 6.9: what follows the host means nothing here.
    private mutating func checkBroker() {
        guard let broker = text("CELERY_BROKER_URL"), BrokerURL.hasRest(broker) else { return }
        notes.append(.warning("CELERY_BROKER_URL", "has a path after the host, which is ignored"))
    }

    /// A lease is extended for 12 hours at most, counted from the receipt (`operations.md` 6.4).
    private mutating func checkTimeLimit() {
        let most = 43200
        let name = "WORKER_TASK_TIME_LIMIT"
        guard let limit = integer(name), let lease = integer("SQS_QUEUE_VISIBILITY_TIMEOUT"), limit > most - lease
        else { return }
        if given.contains(name) {
            problems.append(
                ConfigurationProblem(
                    name, "must be at most \(most - lease): \(most) less SQS_QUEUE_VISIBILITY_TIMEOUT",
                    value: String(limit)))
        } else {
            // Nobody asked for the default.
            values[name] = .integer(max(1, most - lease))
        }
    }

    private mutating func checkBuckets() {
        let media = "AWS_S3_MEDIAFILES_BUCKET_NAME"
        guard let bucket = text(media), bucket == text("AWS_S3_STATICFILES_BUCKET_NAME") else { return }
        notes.append(.warning(media, "is also the bucket of static files"))
    }

    private mutating func checkStorage() {
        let isElsewhere = ["AWS_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].contains {
            values[$0] != nil || isReported($0)
        }
        if !flag("AWS_S3_VERIFY"), !isElsewhere, !isReported("AWS_S3_VERIFY") {
            problems.append(
                ConfigurationProblem(
                    "AWS_S3_VERIFY", "may be off together with AWS_S3_ENDPOINT_URL only", value: "False"))
        }
        if !flag("AWS_S3_USE_SSL"), !isElsewhere, !isReported("AWS_S3_USE_SSL") {
            notes.append(.warning("AWS_S3_USE_SSL", "is off: files travel in clear text"))
        }
        if text("AWS_S3_SSE_KMS_KEY_ID") != nil, text("AWS_S3_SSE") != "aws:kms" {
            notes.append(.warning("AWS_S3_SSE_KMS_KEY_ID", "has no effect without AWS_S3_SSE=aws:kms"))
        }
    }

    private mutating func checkKeys() {
        checkPair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        guard values["AWS_ACCESS_KEY_ID"] != nil, values["AWS_SECRET_ACCESS_KEY"] != nil, !hasEndpoint else { return }
        notes.append(
            .warning(
                "AWS_ACCESS_KEY_ID", "is an explicit key; prefer a role of the task or the instance",
                event: "credentials.static"))
    }

    /// Whether a peer other than AWS is meant, as an emulator.
    private var hasEndpoint: Bool {
        let names = [
            "AWS_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_SQS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_SQS",
        ]
        return names.contains { values[$0] != nil }
            || BrokerURL.parts(of: text("CELERY_BROKER_URL") ?? "").endpoint != nil
    }

    /// Whether the variable has its problem already, so that it is not reported twice.
    func isReported(_ name: String) -> Bool {
        problems.contains { $0.variable == name || $0.variable == "\(name)_FILE" }
    }
}
