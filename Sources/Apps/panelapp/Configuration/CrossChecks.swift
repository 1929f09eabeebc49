import Foundation

/// Rules that look at more than one variable, and those that depend on the mode.
extension ConfigurationReader.Outcome {
    mutating func check(
        _ command: CommandKind, _ environment: RawEnvironment, _ postgresProblem: (String) -> String?
    ) {
        checkSettingsModule(environment)
        checkDatabase(postgresProblem)
        checkLogFormat()
        if CommandKind.web == command || command == .worker {
            checkPair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
            checkMailLogin()
        }
        if command == .web { checkHealthToken(environment) }
        if mode == .aws, command == .web || command == .worker { checkAWS(command) }
        if mode == .local, command == .worker {
            problems.append(
                ConfigurationProblem(
                    Mode.variable, "is 'local', where 'panelapp web' runs the jobs itself: there is no worker"))
        }
        if mode == .local, given.contains("EMAIL_HOST"), command == .web {
            problems.append(
                ConfigurationProblem(
                    "EMAIL_HOST", "is set, but this build has no SMTP adapter: unset it, mails are written to files"))
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

    private mutating func checkPair(_ first: String, _ second: String) {
        switch (values[first] != nil, values[second] != nil) {
        case (true, false): problems.append(ConfigurationProblem(second, "is missing although \(first) is set"))
        case (false, true): problems.append(ConfigurationProblem(first, "is missing although \(second) is set"))
        default: break
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
