import Crypto
import Domain
import Foundation
import Ports

/// Answers of a PanelApp kept in a folder: `panels/panel_ID.json`, and optionally `list/*.json` (pages of the list) and
/// `historic/` with `panel_ID_vVERSION.json` and pages of the signed-off list, `signedoff*.json`.
public struct PeerFolder: PeerSource {
    private let folder: URL

    public init(path: String) { folder = URL(fileURLWithPath: path, isDirectory: true) }

    public func listing() async throws -> PeerListing { try read() }

    public func panel(_ id: PanelID, unless etag: String?) async throws -> PeerAnswer {
        let file = panels.appending(path: "panel_\(id).json")
        let bytes = try bytes(of: file)
        let digest = SHA256.hash(data: bytes).prefix(16).map { String(format: "%02x", $0) }.joined()
        return digest == etag ? .unchanged : .document(bytes, etag: digest, name: file.path)
    }

    public func frozen(_ id: PanelID, _ version: Version) async throws -> [UInt8]? {
        let file = historic.appending(path: "panel_\(id)_v\(version).json")
        return FileManager.default.fileExists(atPath: file.path) ? try bytes(of: file) : nil
    }

    private var panels: URL { folder.appending(path: "panels") }
    private var historic: URL { folder.appending(path: "historic") }

    private func read() throws(PeerFault) -> PeerListing {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw .address(folder.path, reason: "there is no such folder")
        }
        let past = pastVersions()
        var lines: [PeerListing.Line] = []
        for file in files(in: panels) where file.lastPathComponent.wholeMatch(of: /panel_\d+\.json/) != nil {
            lines.append(try line(of: file, past: past))
        }
        let listed = try rows(of: files(in: folder.appending(path: "list"))).map(\.heading.id)
        guard !lines.isEmpty else {
            let lists = listed.isEmpty ? "" : ", only a list of \(listed.count), which does not tell what is on them"
            throw .address(folder.path, reason: "it holds no file panels/panel_ID.json\(lists)")
        }
        let known = Set(lines.map(\.id))
        var signedOff: [PanelID: SignedOff] = [:]
        for row in try rows(of: files(in: historic).filter { $0.lastPathComponent.hasPrefix("signedoff") }) {
            let version = row.heading.header.version
            // Only where the document is there too: a sign-off is a fact about a version.
            guard let date = row.signedOff, past[row.heading.id]?.contains(version) == true else { continue }
            signedOff[row.heading.id] = SignedOff(version: version, date: date)
        }
        return PeerListing(
            panels: lines.sorted { $0.id < $1.id }, signedOff: signedOff,
            withoutDocument: Set(listed).subtracting(known).count)
    }

    private func line(of file: URL, past: [PanelID: [Version]]) throws(PeerFault) -> PeerListing.Line {
        let bytes = try bytes(of: file)
        do throws(JSONError) {
            let heading = try PanelHeading(try JSONText(bytes))
            guard file.lastPathComponent == "panel_\(heading.id).json" else {
                throw JSONError("the document is of panel \(heading.id)", at: 0)
            }
            let header = heading.header
            return PeerListing.Line(
                id: heading.id, version: header.version, versionCreated: header.versionCreated, status: header.status,
                counts: header.counts, past: past[heading.id] ?? [])
        } catch {
            throw PeerPage.broken(error, bytes, name: file.path)
        }
    }

    private func rows(of files: [URL]) throws(PeerFault) -> [PeerPage.Row] {
        var rows: [PeerPage.Row] = []
        for file in files { rows += try PeerPage.read(try bytes(of: file), name: file.path).rows }
        return rows
    }

    private func pastVersions() -> [PanelID: [Version]] {
        var versions: [PanelID: [Version]] = [:]
        for file in files(in: historic) {
            guard let match = file.lastPathComponent.wholeMatch(of: /panel_(\d+)_v(\d+\.\d+)\.json/),
                let id = Int(match.1), let version = Version(match.2)
            else { continue }
            versions[PanelID(id), default: []].append(version)
        }
        return versions
    }

    /// JSON files of a folder by name; none where there is no such folder.
    private func files(in folder: URL) -> [URL] {
        let found = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return found.filter { $0.pathExtension == "json" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private func bytes(of file: URL) throws(PeerFault) -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: file)) } catch {
            throw .broken(FileFault(file: file.path, reason: "it cannot be read: \(error.localizedDescription)"))
        }
    }
}
