extension Route {
    /// The pattern of its addresses, as log lines, metrics and traces name it: a constant, because it is asked for at every
    /// request.
    var pattern: String {
        switch self {
        case .index: "/api/v1/"
        case .panels: "/api/v1/panels/"
        case .panel: "/api/v1/panels/{panel}/"
        case .versions: "/api/v1/panels/{panel}/versions/"
        case .allVersions: "/api/v1/panels/{panel}/versions/all/"
        case .activities: "/api/v1/panels/{panel}/activities/"
        case .entities(_, .gene): "/api/v1/panels/{panel}/genes/"
        case .entities(_, .str): "/api/v1/panels/{panel}/strs/"
        case .entities(_, .region): "/api/v1/panels/{panel}/regions/"
        case .evaluations(_, .gene, _): "/api/v1/panels/{panel}/genes/{name}/evaluations/"
        case .evaluations(_, .str, _): "/api/v1/panels/{panel}/strs/{name}/evaluations/"
        case .evaluations(_, .region, _): "/api/v1/panels/{panel}/regions/{name}/evaluations/"
        case .signedOff: "/api/v1/panels/signedoff/"
        case .signedOffPanel: "/api/v1/panels/signedoff/{panel}/"
        case .literature(.assign): "/api/v1/literature-assignments/assign/"
        case .literature(.skip): "/api/v1/literature-assignments/skip/"
        }
    }
}
