import Foundation

/// One archive with a long path, links and a program, packed by zlib in two ways.
enum ArchiveSamples {
    /// With codes of its own.
    static var dynamic: [UInt8] { bytes(dynamicText) }
    /// With the fixed codes.
    static var fixed: [UInt8] { bytes(fixedText) }

    private static func bytes(_ text: String) -> [UInt8] { Data(base64Encoded: text).map(Array.init) ?? [] }

    private static let dynamicText = """
        H4sIAAAAAAACA+2aTW4bRxCFufYpJsg2ELv6vwMYCJBNlrnCJGJAw7IskDSs3Cc3ycVCit1lhEjevA0JJ6q3kAShMN3zqn/qm+79\
        9uPT+sftvDvc/T5/eFhdQ+6oHOPL76Mufzsn4cvfp/+LyyGtJre6gT7tD/Pu2Pzqdepx/rD5ftofR8Gblen16ZT59WHzfLg7PB+u\
        1Aae/5JLcpfzP6Zo8/8Wenj3uJnc9PG3aZ5Ow2A6bOfD9DT/+n4/fd48PHw3uTcvMYJi5BzjUUw8xwQU084xEbaVz0EJBfl0Dsoo\
        KPQnFdjt3qeKgnJ/uYaCandJoN2hB0G/fW9PsOOlR0HPi+9R0PURBF0P4w2h7Xk8C/reegYFGh+GXdD50sewh85L75eH1qfeoofW\
        tz60PLQ+9jR6aH0bswt6H0e/oPdttAi9T8Mv6H3tQdD63NMYoPW+j9QAra+9xQCtT2Ohgdb7nuwAra998gdofe4JCni1GU5A62U8\
        C1vfh1fA3veoCL2P3dUIvQ/drwi9l/Es6P3oFh71fTxHaH3tpkZofRn7CrS+jGdB68voV2OikmNaTML0PnnGiRQYV1MkEpQSk+uU\
        mXGTCjMGU2XGc2rM3MiOmWdZmDmbPTP/c2DWkhyZdSknZo3LmVkvc2HW3lyZdTw3YksojtldijA7VfHMrlcCs4OWyOzGJTE7e8lM\
        lVAKU3GUylQvpTGVUHVMVVWFqdCqZ6q9GojCsUamBq2JqWdrZmrjWogyu1amYq+NKv4dwxFNGCRpnqGbFhhQapFArpYIdmuZgMBW\
        CJpslXlSI/okzhGvJ04Yq8RRvosLTBLFRWZEiEvM8BKXObpkxr24SvGlaxRgYqRVwlyA2hFFrTqCqVYhE2OtUuYC2CqVZ2alFqGW\
        fcFsm7TRxmxIguk26icDYbZK8dS+KxhwmzYamYpAMOLWEZWZSkU8VfbIAuRqo40pyGSBc0fmF0B3rAyBqjsFo+4oYgWzrujTElNe\
        C6bdrGFU4S+Yd4P61hgkEUy8o2uYeAcqSaS4SzDzDogTTL1Fn5YYvJQF7tWwwjVauVdolCGYfdVeDL8jV4n67iCYfnUYYfzVQYkB\
        WIc4JmCdMIn68COYgXUyYwjWpQFTsC40GIN12crUlzdZAOFh7wIJjwUao7Au9wssPKKoD5+CYVi3NUzDukliHtYtFwOxbuCF+vIs\
        GIm1uMBMrKUKhmItfDAVaxlVuE//mIu/nCM0qmDEZDwehslYS9nKnbwssPFIKabj4RqmYwUAjMeKE5U69hJMyIo6GJEVnDAjK4Zh\
        SB5da8x5oyxA8oiKzBkopmR9Vqb6Vah3rJxhS/b/2/nv3fpu/cPP8/NPm/l+s7ve+f8/3PvRM/8Q0uX5v5e8mp7t/P/q8kccfJoP\
        27cvF0HuN5v/xY8//zhdZ7EbTeT9nytnY/H+n4t/n//hdC3I7v/cQqcE2Sx45fP/WEO8v2Iby/P/8v6fBDnOf3/le4k2/3v+t/Pu\
        /qvKv4/RrybZ3+ByuuX/ab379Hi33141/yUlcP/fX9b/Lnnb/2+hb79Z//Lucb3fWrFsMplMJpPJZDKZTCaTyWQymUwmk8lkMplM\
        /2n9BY7C4oYAUAAA
        """

    private static let fixedText = """
        H4sIAAAAAAACAyvOyC/Qd85ILCrRq0zMzWGgBTAAAjMTEzANBOi0gYGhMYINEjc0MDM2ZVAwYKADKC0uSSwCWs8wMkFeYm6qlUIx\
        MBVwMYyCkQdAMa9fklpRoldSUUIjO/Dnf0Mzc1MD9PxvYmoymv/pAXIy81IVDBTy0xQSFUDJQKEkI7FEoSAxObtYoTw1J0dHwYAL\
        rMYQnxpDiBojfGpMIGqM8amxhKgxwWuXGUSRKT5FRqYQRWb4FBlDTTLH62yomyzwKTKDes4SnyILaCgZ4g1uY6givOFtBLXPEH+I\
        m0NV4Q1zcyOoKryhDlOEN9SNYT7EG+xmMLPwhrslNAYN8Qa8MSy48Ia8OTQNG+ENeUOou4zwBr0p1EYjvEFvCU1aRniD3gQajUZ4\
        g94Slrvwhr0JzF14w94SZiPesDeFhRfesLeAKsIb9GbQaDTGG/RG0JRqjDfoLaA2GuMNelNYQYM36I2gkW2MN+gtoJnfGG/Qm0Ej\
        yBh/aQMLCbxBbwgzC3/QQ5OXMf6wh6oywRv2JtBQNcEb9sbQ8DLBG/aGMLPwhj3MWfhTPTQ9m+ANegtooJrgDXpzWL2CN+jNYWbh\
        DXpzmLssiVFlakCMjaaGxLje1IiYkDA1JiZUTU2IiCBTU2Li2tSMmHRjak5MGjS1ICY9m1oSkzfMDIjJZ2aGxORZMyNi8r+ZMTFl\
        iZkJMeWSmSkxZZyZGTHlpZk5MWWvmQUx5biZJRFVgrkBMbWLuSExNZW5ETG1nrkxMTWouQkxtbG5KTE1u7kZMa0Ec3NiWhzmFsS0\
        XswtiWkJWRgQ06qyMCSmhWZhRExrz8KYiIajhQkxbVALU2LasxZmxLSNLcyJaGZbWBDTYrewJKrxb0BMP8LSkJguiaURMb0bS2Ni\
        OkqWJkR0uSxNiei7WZoR0Qm0NCeiN2lpQYxJlkS4ydDAgAjvGRoYEhNUhgZEhbuhgTExkWhoYEJMijA0MCUmeRkamBHXuyQm3Rsa\
        WBDVvzSwJKqDib9LC+9hEujUwlQRVeoY4u/VwjuZ+Lu18F4mgY4tvFduRkxJbWhIVLFviL9vawq31JKYCskQf+/WBD5kYEhMVWlo\
        RFS9a4i/g2sJt9SEmBaBIf4urgVMlRkxLRVDI6KaPYYEOrlwSy2JaZAZEujnwmKeQEcXVjIYE9XuNMTf1YU1Yg3x93UN4aaZEtO8\
        NsTf2zWDKyOq4W+Iv79rDA83S2K6JIb4e7wwp+Hv8cK6SoYmRPW7DPH3eWGdOEP8vV5zuGmmxHQvDQn0e+HKzImz1II4L1gSFSD4\
        +77w4MXf+YXFlSlR4w6G+Hu/8GSEv/sLT5T4O8DwJI6/BwzPMKZEDfwY4u8DwzMz/k4wvGjA3wuGFzT4u8HwYsuMqJE3QwIdYVjw\
        EugJwwpo/F1heHFPoC8MU0XUwKch/s4wvFrD3xuGV5L4+8PwKhd/hxhegZsTNfJsiL9LDG9c4O8Tw5sq+DvF8IYP/l4xvBllTtzQ\
        P/5+MWIewZKoBiP+njHMMPw9Y3hT1oK4mRcCfWNYlOLvHcNCDX/vGN4BwN89hncnLIia9jLE30OGd3Xwd5HhHSf8fWR4Nwx/Jxnm\
        NEti5hsNCXSSYapMiJkDxd9LhptlRpS7zInyowVxAUYo+HHN/+rp6+k7BCRWeKQmpqQW0W7+H8u6H/icv7GxKfr8v5GhGYNCxej8\
        P82BEbA7WJBYkmELXgiSkpo6LIjDS0DLWUZXNBG5/ofGsUFw/Z+BCWr+NwYtCxpd/0MPAIqg0VwwwvM/sA2RTUM7COd/9PV/hsaG\
        wPxvRON1iaP5Hxr/GYlFKYMq/o1MTIwYFAyL6bA4fTT+C/SLSvP0ijNoGv/mpqZ41v8bobf/DUyNRut/egBlRf2kzDz94ozRxvIo\
        GAWjYBSMglEwCkbBKBgFo2AUjIJRMApGwSgYBaNgFIyCUTAKRsEoGAWjYBQMaQAAjsLihgBQAAA=
        """
}
