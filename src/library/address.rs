//! What a probe may ask over the network: `http`, `https` and TCP, but not a machine's own secrets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Names and addresses under which clouds hand out a machine's credentials, besides the link-local ones.
const METADATA_NAMES: [&str; 2] = ["metadata.google.internal", "metadata.goog"];
const METADATA_V4: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Returns why the URL may not be asked; `None` where it may.
pub(super) fn refuse_url(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Some("is no URL") };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Some("is neither http:// nor https://");
    }
    if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Some("has white space or a backslash in it");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    match split_port(host_and_port) {
        Some((host, port)) if port.is_none_or(is_port) => refuse_host(host),
        _ => Some("has no port from 1 to 65535 behind the `:`"),
    }
}

/// Returns why the `host:port` may not be asked; `None` where it may.
pub(super) fn refuse_tcp(address: &str) -> Option<&'static str> {
    match split_port(address) {
        Some((host, Some(port))) if is_port(port) => refuse_host(host),
        _ => Some("is not `host:port`"),
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

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn refuse_host(host: &str) -> Option<&'static str> {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let address = match host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => match inner.parse::<Ipv6Addr>() {
            Ok(address) => Some(address.to_canonical()),
            Err(_) => return Some("has no IPv6 address in its brackets"),
        },
        None if host.is_empty() => return Some("names no host"),
        None if !host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) => {
            return Some("has a host with other characters than letters, digits, `-` and `.`");
        }
        None => loose_ipv4(&host).map(IpAddr::V4),
    };
    let forbidden = match address {
        Some(IpAddr::V4(v4)) => v4.is_link_local() || v4 == METADATA_V4,
        Some(IpAddr::V6(v6)) => v6.is_unicast_link_local() || v6 == METADATA_V6,
        None => METADATA_NAMES.contains(&host.as_str()),
    };
    forbidden.then_some("is a link-local or metadata address, where clouds keep a machine's credentials")
}

/// Reads an IPv4 address in every form that resolvers take: one to four parts, decimal, octal or hexadecimal, the last
/// of which fills the rest (`inet_aton`).
fn loose_ipv4(host: &str) -> Option<Ipv4Addr> {
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
    Some(Ipv4Addr::from_bits(shifted | last))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "metadata.google.internal",
            "100.100.100.200",
        ];
        for host in hosts {
            assert!(refuse_url(&format!("http://{host}/")).is_some(), "{host}");
            assert!(refuse_url(&format!("http://me@{host}:80/")).is_some(), "{host}");
            assert!(refuse_tcp(&format!("{host}:80")).is_some(), "{host}");
        }
        for url in
            ["http://%31%36%39.254.169.254/", "http://１６９.254.169.254/", "http://a\\@169.254.169.254/"]
        {
            assert!(refuse_url(url).is_some(), "{url}");
        }
    }
}
