/// All variables as a text table, for `check-config --list` and the documentation.
enum VariableTable {
    static var text: String {
        ([Mode.variable: "local (default) or aws."].map { "\($0.key)\n    \($0.value)" }
            + (Catalogue.all + Gunicorn.supported).map(entry)).joined(separator: "\n")
    }

    private static func entry(_ variable: Variable) -> String {
        var facts = [variable.kind.name]
        if variable.isSecret { facts.append("secret, or \(variable.name)_FILE") }
        if variable.modes.count == 1 { facts.append(contentsOf: variable.modes.map { "\($0.rawValue) mode only" }) }
        if variable.isMandatory { facts.append("mandatory in aws mode") }
        if let local = variable.localDefault, local == variable.awsDefault {
            facts.append("default \(local)")
        } else {
            if let local = variable.localDefault { facts.append("default in local mode \(local)") }
            if let aws = variable.awsDefault { facts.append("default in aws mode \(aws)") }
        }
        return "\(variable.name)\n    \(variable.text) (\(facts.joined(separator: "; ")))"
    }
}
