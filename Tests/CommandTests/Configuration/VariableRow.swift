@testable import panelapp

/// What the tests know of one variable, in words of their own: a good value and what it changes, bad values, what counts
/// without it, and which tests show what it does to the program.
struct VariableRow: Sendable {
    /// What follows when the variable is not there.
    enum Missing: Sendable, ExpressibleByStringLiteral {
        /// The effect of the default.
        case gives(String)
        /// The variable that is named as missing.
        case problem(String)

        init(stringLiteral value: String) { self = .gives(value) }
    }

    let name: String
    let good: String
    /// The effect of the good value.
    let expected: String
    let bad: [String]
    let missing: Missing
    let command: CommandKind
    /// Everything else that is set.
    let surroundings: [String: String]
    let files: [String: String]
    /// Beginnings of the names of tests.
    let shown: [String]
    let effect: @Sendable (Settings) -> String

    /// - Parameters:
    ///   - local: whether it is read in local mode, with nothing else set; else the smallest aws environment is around it.
    ///   - more: further variables.
    ///   - less: variables of the smallest aws environment that are left out.
    ///   - expected: its effect, where that is not the value itself.
    ///   - shown: beginnings of the names of tests that show what it does.
    init<Value>(
        _ name: String, _ good: String, gives expected: String? = nil, bad: [String] = [],
        missing: Missing = .gives("nil"), for command: CommandKind = .web, local: Bool = false,
        more: [String: String] = [:], less: [String] = [], files: [String: String] = [:], shown: [String] = [],
        _ effect: @escaping @Sendable (Settings) -> Value?
    ) {
        self.name = name
        self.good = good
        self.expected = expected ?? good
        self.bad = bad
        self.missing = missing
        self.command = command
        let around = local ? ["PANELAPP_MODE": "local"] : Environments.aws(minus: less)
        surroundings = around.merging(more) { _, new in new }.filter { $0.key != name }
        self.files = files
        self.shown = shown
        self.effect = { settings in effect(settings).map { "\($0)" } ?? "nil" }
    }

    static func databaseAddress(_ settings: Settings) -> String? {
        if case .postgres(let url) = settings.database { url.reveal() } else { nil }
    }

    /// The environment with the variable.
    func environment(_ value: String) -> [String: String] { surroundings.merging([name: value]) { _, new in new } }

    func problems(_ environment: [String: String], for command: CommandKind? = nil) -> [ConfigurationProblem] {
        Environments.problems(environment, for: command ?? self.command, files: files)
    }

    func effect(_ environment: [String: String], files more: [String: String] = [:]) throws -> String {
        effect(
            try Environments.settings(environment, for: command, files: files.merging(more) { _, new in new }))
    }
}
