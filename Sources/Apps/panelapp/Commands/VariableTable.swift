/// All variables as a text table, for `check-config --list`.
enum VariableTable {
    static var text: String {
        (["\(Mode.variable)\n    \(Mode.text)"] + (Catalogue.all + Gunicorn.supported).map(entry)).joined(
            separator: "\n")
    }

    private static func entry(_ variable: Variable) -> String {
        var facts = [variable.formatWords]
        if variable.isSecret { facts.append(variable.hasFile ? "secret, or \(variable.name)_FILE" : "secret") }
        if variable.modes.count == 1 { facts.append(contentsOf: variable.modes.map { "\($0.rawValue) mode only" }) }
        facts.append("default: \(variable.defaultWords.replacing("`", with: ""))")
        facts.append("read by \(variable.userWords)")
        return "\(variable.name)\n    \(variable.text.replacing("`", with: "")) (\(facts.joined(separator: "; ")))"
    }
}
