internal import Archives

/// Reads the files of a packaged chart: a tar archive in gzip.
///
/// Bounded in number, in size and in depth; links are passed over and paths that lead out of the archive refused.
enum ChartArchive {
    static let maximumBytes = Archive.Limits.chart.bytes

    /// The files below the archive's one folder, without its name.
    static func files(_ bytes: [UInt8], name: String) throws(RenderError) -> [ChartFile] {
        let archive: Archive
        do throws(ArchiveError) {
            archive = try Archive(bytes, limits: .chart)
        } catch {
            throw failure(error, name: name)
        }
        var files: [ChartFile] = []
        for entry in archive.entries {
            guard case .file(let data, _) = entry.content else { continue }
            guard entry.path.count > 1 else {
                if entry.path == ["Chart.yaml"] {
                    throw RenderError(.malformed, "chart yaml not in base directory", file: name)
                }
                continue
            }
            let path = entry.path.dropFirst().joined(separator: "/")
            files.append(ChartFile(name: path, data: ChartFile.withoutMark(data)))
        }
        guard !files.isEmpty else { throw RenderError(.malformed, "no files in chart archive", file: name) }
        return files
    }

    private static func failure(_ error: ArchiveError, name: String) -> RenderError {
        switch error {
        case .notGzip:
            RenderError(.malformed, "file '\(name)' does not appear to be a gzipped archive", file: name)
        case .damaged, .illegalPath: RenderError(.malformed, "the archive \(error)", file: name)
        case .tooLarge, .tooManyEntries, .fileTooLarge: RenderError(.limitExceeded, "the archive \(error)", file: name)
        }
    }
}
