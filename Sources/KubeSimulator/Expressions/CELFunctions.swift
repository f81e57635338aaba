/// The functions that expressions may call, by their signatures.
enum CELFunctions {
    struct Overload: Sendable {
        let isMember: Bool
        let parameters: [CELType]
        let result: CELType
    }

    /// Marks an element of a list that is only there where its optional value is.
    static let optionalElement = "[?]"

    /// Whether a name with a dot is that of a function, and not the call of a method.
    static func isQualified(_ name: String) -> Bool { overloads[name] != nil }

    static let overloads: [String: [Overload]] = {
        var table: [String: [Overload]] = [:]
        for line in signatures.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            for part in line[line.index(after: colon)...].split(separator: "|") {
                var reader = SignatureReader(part)
                table[name, default: []].append(reader.overload())
            }
        }
        return table
    }()

    /// A line for each function: its parameters, and behind `=` its result; a method begins with its target and a dot.
    private static let signatures = """
        _==_:A,A=bool
        _!=_:A,A=bool
        _<_:\(comparable)
        _<=_:\(comparable)
        _>_:\(comparable)
        _>=_:\(comparable)
        @in:A,[A]=bool|A,{A:B}=bool
        _+_:int,int=int|uint,uint=uint|double,double=double|string,string=string|bytes,bytes=bytes|[A],[A]=[A]|T,D=T|D,T=T|D,D=D
        _-_:int,int=int|uint,uint=uint|double,double=double|T,T=D|T,D=T|D,D=D
        _*_:int,int=int|uint,uint=uint|double,double=double
        _/_:int,int=int|uint,uint=uint|double,double=double
        _%_:int,int=int|uint,uint=uint
        !_:bool=bool
        -_:int=int|double=double
        size:string=int|bytes=int|[A]=int|{A:B}=int|string.=int|bytes.=int|[A].=int|{A:B}.=int
        type:A=type
        dyn:A=dyn
        bool:bool=bool|string=bool
        int:int=int|uint=int|double=int|string=int|T=int|D=int
        uint:uint=uint|int=uint|double=uint|string=uint
        double:double=double|int=double|uint=double|string=double
        string:string=string|bool=string|int=string|uint=string|double=string|bytes=string|T=string|D=string
        bytes:bytes=bytes|string=bytes
        timestamp:T=T|string=T|int=T
        duration:D=D|string=D|int=D
        startsWith:string.string=bool
        endsWith:string.string=bool
        contains:string.string=bool
        matches:string.string=bool|string,string=bool
        charAt:string.int=string
        indexOf:string.string=int|string.string,int=int|[A].A=int
        lastIndexOf:string.string=int|string.string,int=int|[A].A=int
        lowerAscii:string.=string
        upperAscii:string.=string
        replace:string.string,string=string|string.string,string,int=string
        split:string.string=[string]|string.string,int=[string]
        substring:string.int=string|string.int,int=string
        trim:string.=string
        reverse:string.=string|[A].=[A]
        join:[string].=string|[string].string=string
        format:string.[dyn]=string
        strings.quote:string=string
        find:string.string=string
        findAll:string.string=[string]|string.string,int=[string]
        isSorted:[A].=bool
        sum:[A].=A
        min:[A].=A
        max:[A].=A
        slice:[A].int,int=[A]
        sort:[A].=[A]
        distinct:[A].=[A]
        flatten:[A].=[dyn]|[A].int=[dyn]
        first:[A].=?A
        last:[A].=?A
        lists.range:int=[int]
        sets.contains:[A],[A]=bool
        sets.equivalent:[A],[A]=bool
        sets.intersects:[A],[A]=bool
        math.greatest:A,A=A|[A]=A|A,A,A=A
        math.least:A,A=A|[A]=A|A,A,A=A
        math.abs:int=int|double=double|uint=uint
        math.ceil:double=double
        math.floor:double=double
        math.round:double=double
        base64.encode:bytes=string
        base64.decode:string=bytes
        getFullYear:T.=int|T.string=int
        getMonth:T.=int|T.string=int
        getDayOfYear:T.=int|T.string=int
        getDayOfMonth:T.=int|T.string=int
        getDate:T.=int|T.string=int
        getDayOfWeek:T.=int|T.string=int
        getHours:T.=int|T.string=int|D.=int
        getMinutes:T.=int|T.string=int|D.=int
        getSeconds:T.=int|T.string=int|D.=int
        getMilliseconds:T.=int|T.string=int|D.=int
        optional.of:A=?A
        optional.none:=?A
        optional.ofNonZeroValue:A=?A
        hasValue:?A.=bool
        value:?A.=A
        or:?A.?A=?A
        orValue:?A.A=A
        quantity:string=@quantity
        isQuantity:string=bool
        isInteger:@quantity.=bool
        asInteger:@quantity.=int
        asApproximateFloat:@quantity.=double
        sign:@quantity.=int
        add:@quantity.@quantity=@quantity|@quantity.int=@quantity
        sub:@quantity.@quantity=@quantity|@quantity.int=@quantity
        compareTo:@quantity.@quantity=int|@semver.@semver=int
        isGreaterThan:@quantity.@quantity=bool|@semver.@semver=bool
        isLessThan:@quantity.@quantity=bool|@semver.@semver=bool
        semver:string=@semver
        isSemver:string=bool
        major:@semver.=int
        minor:@semver.=int
        patch:@semver.=int
        url:string=@url
        isURL:string=bool
        getScheme:@url.=string
        getHost:@url.=string
        getHostname:@url.=string
        getPort:@url.=string
        getEscapedPath:@url.=string
        getQuery:@url.={string:[string]}
        ip:string=@ip|@cidr.=@ip
        isIP:string=bool
        ip.isCanonical:string=bool
        family:@ip.=int
        isLoopback:@ip.=bool
        isUnspecified:@ip.=bool
        cidr:string=@cidr
        isCIDR:string=bool
        containsIP:@cidr.@ip=bool|@cidr.string=bool
        containsCIDR:@cidr.@cidr=bool|@cidr.string=bool
        prefixLength:@cidr.=int
        format.dns1123Label:=@format
        format.dns1123Subdomain:=@format
        format.dns1035Label:=@format
        format.qualifiedName:=@format
        format.labelValue:=@format
        format.uuid:=@format
        format.uri:=@format
        format.byte:=@format
        format.date:=@format
        format.datetime:=@format
        format.named:string=?@format
        [?]:?A=A
        validate:@format.string=?[string]
        path:dyn.string=dyn
        group:dyn.string=dyn
        serviceAccount:dyn.string,string=dyn
        resource:dyn.string=dyn
        subresource:dyn.string=dyn
        namespace:dyn.string=dyn
        name:dyn.string=dyn
        fieldSelector:dyn.string=dyn
        labelSelector:dyn.string=dyn
        check:dyn.string=dyn
        allowed:dyn.=bool
        reason:dyn.=string
        errored:dyn.=bool
        error:dyn.=string
        """

    private static let comparable =
        "bool,bool=bool|int,int=bool|uint,uint=bool|double,double=bool|string,string=bool|bytes,bytes=bool|T,T=bool|"
        + "D,D=bool|int,uint=bool|uint,int=bool|int,double=bool|double,int=bool|uint,double=bool|double,uint=bool"
}

/// Reads one signature of the table.
private struct SignatureReader {
    private var rest: Substring

    init(_ text: Substring) { rest = text }

    mutating func overload() -> CELFunctions.Overload {
        var parameters: [CELType] = []
        var isMember = false
        while let first = rest.first, first != "=" {
            if first == "," || first == "." {
                isMember = isMember || first == "."
                rest = rest.dropFirst()
            } else {
                parameters.append(type())
            }
        }
        rest = rest.dropFirst()
        return CELFunctions.Overload(isMember: isMember, parameters: parameters, result: type())
    }

    private mutating func type() -> CELType {
        guard let first = rest.first else { return .dyn }
        switch first {
        case "[":
            rest = rest.dropFirst()
            let element = type()
            rest = rest.dropFirst()
            return .list(element)
        case "{":
            rest = rest.dropFirst()
            let key = type()
            rest = rest.dropFirst()
            let value = type()
            rest = rest.dropFirst()
            return .map(key, value)
        case "?":
            rest = rest.dropFirst()
            return .optional(type())
        case "@":
            rest = rest.dropFirst()
            return .opaque(word())
        default: return named(word())
        }
    }

    private mutating func word() -> String {
        let word = rest.prefix { $0.isLetter || $0.isNumber }
        // What is no word ends the signature, so that a mistake in the table does not keep the reader here.
        rest = word.isEmpty ? "" : rest.dropFirst(word.count)
        return String(word)
    }

    private func named(_ name: String) -> CELType {
        switch name {
        case "A", "B": .variable(name)
        case "T": .timestamp
        case "D": .duration
        case "bool": .bool
        case "int": .int
        case "uint": .uint
        case "double": .double
        case "string": .string
        case "bytes": .bytes
        case "type": .type
        default: .dyn
        }
    }
}
