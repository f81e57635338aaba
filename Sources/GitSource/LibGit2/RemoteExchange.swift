internal import CLibGit2

/// One connection to a remote: listing or fetching. Blocks its thread.
struct RemoteExchange {
    let repository: CachedRepository
    let context: RemoteContext

    private func withRemote<Result>(_ body: (OpaquePointer) throws(GitError) -> Result) throws(GitError) -> Result {
        context.begin()
        var options = git_remote_create_options()
        git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        options.repository = repository.pointer
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var remote: OpaquePointer?
        let code = git_remote_create_with_opts(&remote, context.url.transportURL, &options)
        guard code == 0, let remote else { throw context.error(code, doing: "reading the URL") }
        defer { git_remote_free(remote) }
        return try body(remote)
    }

    /// The references the remote lists, in its order, with tags peeled.
    func references() throws(GitError) -> [RemoteReference] {
        try withRemote { (remote) throws(GitError) in
            var options = git_remote_connect_options()
            git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
            context.install(in: &options.callbacks)
            options.follow_redirects = context.redirection
            let code = withProxyAndHeaders { proxy, headers in
                (options.proxy_opts, options.custom_headers) = (proxy, headers)
                return git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options)
            }
            guard code == 0 else { throw context.error(code, doing: "connecting") }
            defer { git_remote_disconnect(remote) }
            return try listed(remote)
        }
    }

    private func listed(_ remote: OpaquePointer) throws(GitError) -> [RemoteReference] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        let code = git_remote_ls(&heads, &count, remote)
        guard code == 0 else { throw context.error(code, doing: "listing references") }
        var references: [RemoteReference] = []
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let name = head.name.map({ String(cString: $0) }) else { continue }
            if name.hasSuffix("^{}") {
                // A peeled tag follows its tag.
                let tag = String(name.dropLast(3))
                if let last = references.lastIndex(where: { $0.name == tag }) {
                    references[last].peeled = ObjectID(head.oid)
                }
            } else {
                let symbolic = head.symref_target.map { String(cString: $0) }
                references.append(RemoteReference(name: name, target: ObjectID(head.oid), symbolicTarget: symbolic))
            }
        }
        return references
    }

    /// Fetches what the refspecs name.
    func fetch(_ refspecs: [String]) throws(GitError) {
        try withRemote { (remote) throws(GitError) in
            var options = git_fetch_options()
            git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
            context.install(in: &options.callbacks)
            options.follow_redirects = context.redirection
            options.prune = GIT_FETCH_NO_PRUNE
            options.update_fetchhead = 0
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
            let code = withProxyAndHeaders { proxy, headers in
                (options.proxy_opts, options.custom_headers) = (proxy, headers)
                return withStringArray(refspecs) { git_remote_fetch(remote, $0, &options, nil) }
            }
            guard code == 0 else { throw context.error(code, doing: "fetching") }
        }
    }

    /// Calls the library while the texts of proxy and headers live.
    private func withProxyAndHeaders(_ call: (git_proxy_options, git_strarray) -> Int32) -> Int32 {
        var proxy = git_proxy_options()
        git_proxy_options_init(&proxy, UInt32(GIT_PROXY_OPTIONS_VERSION))
        return withStringArray(context.headers) { headers in
            guard let url = context.options.proxy else {
                proxy.type = GIT_PROXY_NONE
                return call(proxy, headers.pointee)
            }
            proxy.type = GIT_PROXY_SPECIFIED
            return url.withCString { url in
                proxy.url = url
                return call(proxy, headers.pointee)
            }
        }
    }
}
