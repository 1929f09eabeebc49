import Foundation

/// The data folder of local mode (`operations.md` 2.3): made with mode 0700 when it is missing, with the two secrets that
/// local mode makes for itself once and keeps in files of mode 0600.
struct LocalHome {
    let folder: URL

    /// Why the folder cannot be used; the text names it.
    struct Unusable: Error, CustomStringConvertible { let description: String }

    /// Makes the folder and fills the missing secrets of the settings. In `aws` mode nothing is done.
    static func prepare(_ settings: Settings, command: CommandKind) throws(Unusable) -> Settings {
        guard settings.mode == .local else { return settings }
        let home = LocalHome(folder: settings.dataFolder)
        try home.makeFolder()
        guard command == .web else { return settings }
        var settings = settings
        if settings.secretKey == nil { settings.secretKey = try home.secret("secret_key") }
        if settings.healthToken == nil { settings.healthToken = try home.secret("health_check_token") }
        return settings
    }

    private func makeFolder() throws(Unusable) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Unusable(description: "The data folder \(folder.path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// The secret of that file, made now if there is none.
    func secret(_ name: String) throws(Unusable) -> Secret {
        let file = folder.appending(path: name)
        if let kept = try? String(contentsOf: file, encoding: .utf8) {
            let value = kept.trimmingCharacters(in: .newlines)
            if !value.isEmpty { return Secret(value) }
        }
        let value = Self.random()
        // Written under another name first: a crash leaves no half secret, and two starts at once agree on one.
        let temporary = folder.appending(path: "\(name).\(UUID().uuidString)")
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        defer { try? FileManager.default.removeItem(at: temporary) }
        guard FileManager.default.createFile(atPath: temporary.path, contents: Data(value.utf8), attributes: attributes)
        else { throw Unusable(description: "The file \(file.path) cannot be written") }
        do {
            try FileManager.default.linkItem(at: temporary, to: file)
            return Secret(value)
        } catch {
            guard let other = try? String(contentsOf: file, encoding: .utf8), !other.isEmpty else {
                throw Unusable(description: "The file \(file.path) cannot be written: \(error.localizedDescription)")
            }
            return Secret(other)
        }
    }

    /// 48 random bytes in base64url: 64 visible characters.
    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<48).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }
}
