import Foundation

/// Rules that look at more than one variable, and those that depend on the mode.
extension ConfigurationReader.Outcome {
    mutating func check(_ environment: RawEnvironment, _ postgresProblem: (String) -> String?) {
        checkSettingsModule(environment)
        if Set<CommandKind>.database.contains(command) { checkDatabase(postgresProblem) }
        checkLogFormat()
        if mode == .aws, command.needsAWS { checkAWS() }
        if mode == .aws, command == .collectstatic { noteMediaBucket(environment) }
        if command.isServer {
            checkMailLogin()
            checkMailServer()
        }
        if command == .web {
            checkHealthToken(environment)
            checkTLS(environment)
            checkSignIn()
        }
        if mode == .local, command == .worker {
            problems.append(
                ConfigurationProblem(
                    Mode.variable, "is 'local', where 'panelapp web' runs the jobs itself: there is no worker"))
        }
    }

    /// `DJANGO_SETTINGS_MODULE` chose the adapters once and no longer does.
    private mutating func checkSettingsModule(_ environment: RawEnvironment) {
        let name = "DJANGO_SETTINGS_MODULE"
        let value = environment.variables[name]?.trimmingCharacters(in: .whitespaces) ?? ""
        if value.isEmpty || value == "panelapp.settings.docker-aws" { return }
        notes.append(.warning(name, "is ignored; \(Mode.variable) chooses the adapters"))
    }

    private mutating func checkLogFormat() {
        guard mode == .aws, text("LOG_FORMAT") == "text" else { return }
        problems.append(ConfigurationProblem("LOG_FORMAT", "may be 'text' in local mode only", value: "text"))
    }

    /// Two variables that mean something together only.
    mutating func checkPair(_ first: String, _ second: String) {
        switch (values[first] != nil || isReported(first), values[second] != nil || isReported(second)) {
        case (true, false): problems.append(ConfigurationProblem(second, "is missing although \(first) is set"))
        case (false, true): problems.append(ConfigurationProblem(first, "is missing although \(second) is set"))
        default: break
        }
    }

    /// Certificate and key of the listener (`operations.md` 4): both or neither, and both readable.
    private mutating func checkTLS(_ environment: RawEnvironment) {
        let names = ["GUNICORN_CERTFILE", "GUNICORN_KEYFILE"]
        checkPair(names[0], names[1])
        for name in names {
            guard let path = text(name), !isReported(name), (try? environment.readFile(path)) == nil else { continue }
            problems.append(ConfigurationProblem(name, "names a file that cannot be read", value: path))
        }
    }

    /// `operations.md` 10.
    private mutating func checkMailServer() {
        guard text("EMAIL_HOST") != nil else { return }
        if integer("EMAIL_PORT") == nil, !isReported("EMAIL_PORT") {
            problems.append(ConfigurationProblem("EMAIL_PORT", "is missing although EMAIL_HOST is set"))
        }
        let (tls, ssl) = (flag("EMAIL_USE_TLS"), flag("EMAIL_USE_SSL"))
        if tls, ssl, given.contains("EMAIL_USE_TLS"), given.contains("EMAIL_USE_SSL") {
            problems.append(ConfigurationProblem("EMAIL_USE_SSL", "is on, and EMAIL_USE_TLS too: choose one"))
        }
        if !flag("EMAIL_TLS_VERIFY") {
            notes.append(.warning("EMAIL_TLS_VERIFY", "is off: anybody may pose as the mail server"))
        }
        if !tls, !ssl, integer("EMAIL_PORT") != 465, values["EMAIL_HOST_USER"] != nil {
            notes.append(.warning("EMAIL_USE_TLS", "is off, so the mail login travels in clear text"))
        }
    }

    private mutating func checkMailLogin() {
        let user = values["EMAIL_HOST_USER"] != nil
        let password = values["EMAIL_HOST_PASSWORD"] != nil
        guard user != password else { return }
        let name = user ? "EMAIL_HOST_PASSWORD" : "EMAIL_HOST_USER"
        notes.append(.warning(name, "is missing, so mails are sent without authentication"))
    }

    /// The token, else the first line of the file that another variable names.
    private mutating func checkHealthToken(_ environment: RawEnvironment) {
        guard values["HEALTH_CHECK_TOKEN"] == nil else { return }
        guard !problems.contains(where: { $0.variable.hasPrefix("HEALTH_CHECK_TOKEN") }) else { return }
        if let path = text("HEALTH_ACCESS_TOKEN_LOCATION") {
            let content = try? environment.readFile(path)
            let line = (content ?? "").split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let token = line.trimmingCharacters(in: .whitespaces)
            if token.isEmpty {
                problems.append(
                    ConfigurationProblem(
                        "HEALTH_ACCESS_TOKEN_LOCATION", "names a file that cannot be read or has no first line",
                        value: path))
            } else {
                values["HEALTH_CHECK_TOKEN"] = .text(token)
            }
        } else if mode == .aws {
            problems.append(ConfigurationProblem("HEALTH_CHECK_TOKEN", "is missing"))
        }
    }
}
