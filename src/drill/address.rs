//! What a probe may ask over the network: `http`, `https` and TCP, but not a machine's own secrets.
//!
//! The text is looked at when the file is read and again when its variables are put in; what its name leads to is
//! looked at when it is asked ([`Bits::is_guarded`]).

/// Names under which clouds hand out a machine's credentials.
const METADATA_NAMES: [&str; 2] = ["metadata.google.internal", "metadata.goog"];
/// Addresses for the same that are not link-local: Alibaba Cloud and Azure.
const METADATA_V4: [u32; 2] = [0x6464_64c8, 0xa83f_8110];
/// AWS, Google Cloud, Oracle and Scaleway.
const METADATA_V6: [u128; 4] = [
    0xfd00_0ec2_0000_0000_0000_0000_0000_0254,
    0xfd20_00ce_0000_0000_0000_0000_0000_0254,
    0xfd00_00c1_0000_0000_0000_0000_a9fe_a9fe,
    0xfd00_0042_0000_0000_0000_0000_0000_0042,
];
/// The upper 96 bits of the IPv6 addresses that stand for IPv4 ones: mapped ([RFC 4291][1], 2.5.5), compatible, and
/// behind NAT64 ([RFC 6052][2]).
///
/// [1]: https://www.rfc-editor.org/rfc/rfc4291
/// [2]: https://www.rfc-editor.org/rfc/rfc6052
const STANDS_FOR_V4: [u128; 3] = [0xffff, 0, 0x0064_ff9b_0000_0000_0000_0000];

/// Why an address may not be asked; each text goes on behind the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `://`.
    #[error("is no URL")]
    NoUrl,
    /// Another scheme than the two.
    #[error("is neither http:// nor https://")]
    Scheme,
    /// White space, a control character or a backslash, which programs read in different ways.
    #[error("has white space or a backslash in it")]
    Space,
    /// The port is no number, or 0.
    #[error("has no port from 1 to 65535 behind the `:`")]
    Port,
    /// Something else than `host:port`.
    #[error("is not `host:port`")]
    NoPort,
    /// The host is empty.
    #[error("names no host")]
    NoHost,
    /// The host is neither a name nor an address.
    #[error("has a host with other characters than letters, digits, `-` and `.`")]
    Host,
    /// What stands in the brackets is no address.
    #[error("has no IPv6 address in its brackets")]
    Brackets,
    /// See [`Bits::is_guarded`].
    #[error("is a link-local or metadata address, where clouds keep a machine's credentials")]
    Guarded,
}

/// An IP address as a number: pure rooms know no sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bits {
    /// IPv4.
    V4(u32),
    /// IPv6.
    V6(u128),
}

impl Bits {
    /// Whether it is link-local, or an address under which a cloud hands out a machine's credentials.
    pub fn is_guarded(self) -> bool {
        match self {
            Self::V4(bits) => bits >> 16 == 0xa9fe || METADATA_V4.contains(&bits),
            Self::V6(bits) => match u32::try_from(bits & 0xffff_ffff) {
                Ok(v4) if STANDS_FOR_V4.contains(&(bits >> 32)) => Self::V4(v4).is_guarded(),
                _ => bits >> 118 == 0xfe80 >> 6 || METADATA_V6.contains(&bits),
            },
        }
    }
}

/// Where a question goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// A name or an address, an IPv6 one without its brackets.
    pub host: String,
    /// The port, or that of the scheme.
    pub port: u16,
}

impl Endpoint {
    /// Reads where a URL leads; `guarded` allows link-local and metadata addresses.
    pub fn of_url(url: &str, guarded: bool) -> Result<Self, AddressError> {
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::NoUrl)?;
        let usual = match scheme.to_ascii_lowercase().as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(AddressError::Scheme),
        };
        if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(AddressError::Space);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host_and_port = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = split_port(host_and_port).ok_or(AddressError::Port)?;
        let port = port.map_or(Some(usual), read_port).ok_or(AddressError::Port)?;
        Ok(Self { host: check_host(host, guarded)?, port })
    }

    /// Reads `host:port`; `guarded` allows link-local and metadata addresses.
    pub fn of_tcp(address: &str, guarded: bool) -> Result<Self, AddressError> {
        let (host, port) = split_port(address).ok_or(AddressError::NoPort)?;
        let port = port.and_then(read_port).ok_or(AddressError::NoPort)?;
        Ok(Self { host: check_host(host, guarded)?, port })
    }
}

/// Splits the port off; a host of IPv6 stands in brackets.
fn split_port(text: &str) -> Option<(&str, Option<&str>)> {
    if text.starts_with('[') {
        let end = text.find(']')? + 1;
        let (host, behind) = text.split_at(end);
        return match behind {
            "" => Some((host, None)),
            _ => Some((host, Some(behind.strip_prefix(':')?))),
        };
    }
    Some(text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))))
}

fn read_port(port: &str) -> Option<u16> {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    port.parse().ok().filter(|port| digits && *port > 0)
}

/// Returns the host without brackets.
fn check_host(host: &str, guarded: bool) -> Result<String, AddressError> {
    let host = host.to_ascii_lowercase();
    let name = host.strip_suffix('.').unwrap_or(&host);
    let bits = if let Some(inner) = name.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(Bits::V6(read_ipv6(inner).ok_or(AddressError::Brackets)?))
    } else if name.is_empty() {
        return Err(AddressError::NoHost);
    } else if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return Err(AddressError::Host);
    } else {
        loose_ipv4(name).map(Bits::V4)
    };
    if !guarded && bits.map_or_else(|| METADATA_NAMES.contains(&name), Bits::is_guarded) {
        return Err(AddressError::Guarded);
    }
    Ok(host.trim_matches(['[', ']']).to_owned())
}

/// Reads an IPv4 address in every form that resolvers take: one to four parts, decimal, octal or hexadecimal, the last
/// of which fills the rest (`inet_aton`).
fn loose_ipv4(host: &str) -> Option<u32> {
    let part = |text: &str| match text.strip_prefix("0x") {
        Some("") => Some(0),
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    };
    let parts: Vec<u32> = host.split('.').map(part).collect::<Option<_>>()?;
    let (last, front) = parts.split_last()?;
    if front.len() > 3 || front.iter().any(|byte| *byte > 255) {
        return None;
    }
    let shifted = front.iter().zip([24, 16, 8]).fold(0_u32, |bits, (byte, shift)| bits | byte << shift);
    Some(shifted | last)
}

/// Reads an IPv6 address without a zone, its last 32 bits perhaps as an IPv4 address.
pub fn read_ipv6(text: &str) -> Option<u128> {
    let (front, back) = match text.split_once("::") {
        Some((front, back)) => (groups(front, false)?, Some(groups(back, true)?)),
        None => (groups(text, true)?, None),
    };
    let written = front.len() + back.as_ref().map_or(0, Vec::len);
    let zeros = match back {
        Some(_) => 8_usize.checked_sub(written).filter(|zeros| *zeros > 0)?,
        None => 8_usize.checked_sub(written).filter(|zeros| *zeros == 0)?,
    };
    let groups = front.into_iter().chain(std::iter::repeat_n(0, zeros)).chain(back.unwrap_or_default());
    Some(groups.fold(0, |bits, group| bits << 16 | u128::from(group)))
}

fn groups(text: &str, may_end_in_ipv4: bool) -> Option<Vec<u16>> {
    let mut groups = Vec::new();
    let mut parts = text.split(':').filter(|_| !text.is_empty()).peekable();
    while let Some(part) = parts.next() {
        if may_end_in_ipv4 && parts.peek().is_none() && part.contains('.') {
            let [a, b, c, d] = dotted(part)?;
            groups.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
        } else if (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            groups.push(u16::from_str_radix(part, 16).ok()?);
        } else {
            return None;
        }
    }
    Some(groups)
}

/// Reads the one form of an IPv4 address that may stand in an IPv6 address.
fn dotted(text: &str) -> Option<[u8; 4]> {
    let plain = |part: &str| part == "0" || part.starts_with(|c| matches!(c, '1'..='9'));
    let part = |part: &str| part.parse().ok().filter(|_| plain(part));
    text.split('.').map(part).collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse_url(url: &str) -> Option<AddressError> {
        Endpoint::of_url(url, false).err()
    }

    fn refuse_tcp(address: &str) -> Option<AddressError> {
        Endpoint::of_tcp(address, false).err()
    }

    #[test]
    fn ordinary_addresses_are_fine() {
        for url in [
            "http://localhost:8080/health",
            "HTTPS://user:pw@api.example.com/x?y=@",
            "https://[::1]:443/",
            "http://10.0.0.1",
        ] {
            assert_eq!(refuse_url(url), None, "{url}");
        }
        for tcp in ["localhost:5432", "[::1]:5432", "db_1.example.com:1", "127.0.0.1:65535"] {
            assert_eq!(refuse_tcp(tcp), None, "{tcp}");
        }
    }

    #[test]
    fn files_and_other_schemes_are_refused() {
        for url in [
            "file:///etc/passwd",
            "gopher://x",
            "localhost",
            "",
            "http://",
            "http:///x",
            "http://a b",
            "http://a:0/",
            "http://a:x/",
        ] {
            assert!(refuse_url(url).is_some(), "{url}");
        }
        for tcp in [
            "localhost",
            "localhost:0",
            "localhost:65536",
            "localhost:+1",
            ":80",
            "::1:80",
            "[::1:80",
            "[x]:80",
            "a/b:80",
        ] {
            assert!(refuse_tcp(tcp).is_some(), "{tcp}");
        }
    }

    #[test]
    fn metadata_addresses_are_refused_in_every_spelling() {
        let hosts = [
            "169.254.169.254",
            "169.254.0.1",
            "2852039166",
            "0xa9fea9fe",
            "0xA9.0376.43518",
            "169.254.169.254.",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[::ffff:169.254.169.254]",
            "[::169.254.169.254]",
            "[64:ff9b::a9fe:a9fe]",
            "[febf::1]",
            "[FD20:CE::254]",
            "168.63.129.16",
            "metadata.google.internal",
            "100.100.100.200",
        ];
        for host in hosts {
            assert!(refuse_url(&format!("http://{host}/")).is_some(), "{host}");
            assert!(refuse_url(&format!("http://me@{host}:80/")).is_some(), "{host}");
            assert_eq!(refuse_tcp(&format!("{host}:80")), Some(AddressError::Guarded), "{host}");
            assert!(Endpoint::of_tcp(&format!("{host}:80"), true).is_ok(), "{host} where it is allowed");
        }
        for near in ["169.253.1.1", "[fec0::1]", "[::1]", "[2001:db8::169.254.169.254]"] {
            assert_eq!(refuse_tcp(&format!("{near}:80")), None, "{near}");
        }
        for url in
            ["http://%31%36%39.254.169.254/", "http://１６９.254.169.254/", "http://a\\@169.254.169.254/"]
        {
            assert!(refuse_url(url).is_some(), "{url}");
        }
    }

    #[test]
    fn an_endpoint_is_a_host_and_a_port() {
        let url = |url| Endpoint::of_url(url, false).map(|it| (it.host, it.port));
        let tcp = |address| Endpoint::of_tcp(address, false).map(|it| (it.host, it.port));
        assert_eq!(url("http://a:pw@Wiki.example/x"), Ok(("wiki.example".to_owned(), 80)));
        assert_eq!(url("https://wiki.example.?x"), Ok(("wiki.example.".to_owned(), 443)));
        assert_eq!(url("https://[::1]:8443"), Ok(("::1".to_owned(), 8443)));
        assert_eq!(tcp("[2001:db8::1]:5432"), Ok(("2001:db8::1".to_owned(), 5432)));
        assert_eq!(url("http://a:1:2/"), Err(AddressError::Port));
        assert_eq!(tcp("wiki"), Err(AddressError::NoPort));
    }
}
