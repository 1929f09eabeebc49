/// The version of this program: what `/version/` answers, log lines carry and new versions of panels note as the schema
/// they were written with. It is above 3.1.1, the last version of the system this one replaces.
enum BuildVersion {
    static let current = "4.0.0"
}
