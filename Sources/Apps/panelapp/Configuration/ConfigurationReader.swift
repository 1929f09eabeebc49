/// Reads the environment for one command and tells everything that is wrong with it at once.
struct ConfigurationReader: Sendable {
    let environment: RawEnvironment
    /// The reason why a PostgreSQL address is refused, without its value, or nil. The grammar belongs to the driver.
    let postgresProblem: @Sendable (String) -> String?

    /// What came out of one reading.
    struct Outcome: Sendable {
        var mode: Mode
        var command: CommandKind
        var values: [String: ConfigurationValue] = [:]
        /// Names given in the environment, not by default.
        var given: Set<String> = []
        var problems: [ConfigurationProblem] = []
        var notes: [ConfigurationNote] = []
    }

    /// Reads what the command needs. On any problem no settings are made.
    func read(for command: CommandKind) -> Result<(Settings, [ConfigurationNote]), ConfigurationFailure> {
        switch Mode.decide(environment.variables) {
        case .failure(let problem):
            return .failure(ConfigurationFailure(problems: [problem], notes: []))
        case .success(let mode):
            var outcome = values(for: command, mode)
            outcome.check(environment, postgresProblem)
            guard outcome.problems.isEmpty else {
                return .failure(ConfigurationFailure(problems: outcome.problems, notes: outcome.notes))
            }
            return .success((Settings(outcome), outcome.notes))
        }
    }

    /// Each variable by itself.
    private func values(for command: CommandKind, _ mode: Mode) -> Outcome {
        var outcome = Outcome(mode: mode, command: command)
        for variable in Catalogue.all + Gunicorn.supported where variable.users.contains(command) {
            guard variable.modes.contains(mode) else {
                if environment.read(variable) != .missing { outcome.noteUnused(variable.name) }
                continue
            }
            read(variable, into: &outcome)
        }
        if command == .web { outcome.notes += Gunicorn.notes(environment.variables) }
        return outcome
    }

    private func read(_ variable: Variable, into outcome: inout Outcome) {
        let text: String
        switch environment.read(variable) {
        case .wrong(let name, let reason):
            outcome.problems.append(ConfigurationProblem(name, reason))
            return
        case .missing:
            guard let fallback = variable.defaultText(in: outcome.mode) else {
                if variable.isMandatory, outcome.mode == .aws {
                    outcome.problems.append(ConfigurationProblem(variable.name, "is missing"))
                }
                return
            }
            text = fallback
        case .text(let given):
            outcome.given.insert(variable.name)
            text = given
        }
        switch variable.kind.read(text) {
        case .value(let value): outcome.values[variable.name] = value
        case .repaired(let value, let warning):
            outcome.values[variable.name] = value
            outcome.notes.append(.warning(variable.name, warning))
        case .wrong(let reason):
            let shown = variable.isSecret ? nil : text
            outcome.problems.append(ConfigurationProblem(variable.name, reason, value: shown))
        }
    }
}

/// Everything that is wrong, with what else was noticed.
struct ConfigurationFailure: Error, Sendable {
    let problems: [ConfigurationProblem]
    let notes: [ConfigurationNote]
}

extension ConfigurationReader.Outcome {
    mutating func noteUnused(_ name: String) {
        notes.append(
            ConfigurationNote(
                level: .info, event: "config.unused", variable: name, text: "is not used in \(mode.rawValue) mode"))
    }

    func text(_ name: String) -> String? {
        if case .text(let value) = values[name] { value } else { nil }
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let value) = values[name] { value } else { nil }
    }

    func number(_ name: String) -> Double? {
        if case .number(let value) = values[name] { value } else { nil }
    }

    func flag(_ name: String) -> Bool {
        if case .flag(let value) = values[name] { value } else { false }
    }

    func list(_ name: String) -> [String] {
        if case .list(let value) = values[name] { value } else { [] }
    }
}
