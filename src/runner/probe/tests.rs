//! The watch against commands that the tests answer, and against servers of their own.

use super::answer::{Answer, State};
use super::asker::Asker;
use super::names::Names;
use super::question::{Ask, CommandQuestion, Question, Reading, Target};
use super::watch::{Watch, watch_with};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a test waits for what must come.
const DEADLINE: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(1);

fn question(id: &str, target: Target) -> Question {
    Question { id: id.to_owned(), target, every: SHORT, timeout: DEADLINE, allow_link_local: false }
}

fn command(id: &str) -> Question {
    let command = CommandQuestion { probe: id.to_owned(), command: "ask".to_owned(), expected: None };
    question(id, Target::Command(command))
}

fn no_commands() -> Ask {
    Arc::new(|question, _| panic!("{} is no command", question.probe))
}

/// Watches; the readings end when the watch does.
fn watched(questions: Vec<Question>, ask: Ask) -> (Watch, Receiver<Reading>) {
    let (tell, told) = mpsc::channel();
    let tell = Box::new(move |reading| drop(tell.send(reading)));
    (watch_with(questions, Asker::new(ask, Names::of_system()), tell).unwrap(), told)
}

/// Asks once.
fn answer(target: Target) -> Answer {
    Asker::new(no_commands(), Names::of_system()).ask(&question("p", target))
}

mod the_watch {
    use super::*;

    #[test]
    fn flapping_is_told_once_for_each_change() {
        let script = [true, true, false, false, false, true, true, false];
        let (asked, asks) = mpsc::channel();
        let turn = Mutex::new(0..);
        let ask: Ask = Arc::new(move |_, _| {
            let turn = turn.lock().unwrap().next().unwrap();
            let _ = asked.send(());
            (script.get(turn).copied().unwrap_or(false), format!("answer {turn}"))
        });
        let (watch, told) = watched(vec![command("p")], ask);
        for _ in 0..script.len() + 3 {
            asks.recv_timeout(DEADLINE).unwrap();
        }
        drop(watch);
        let told: Vec<_> = told.iter().map(|it| (it.probe, it.up, it.text)).collect();
        let change = |turn: usize| ("p".to_owned(), script[turn], format!("answer {turn}"));
        assert_eq!(told, [0, 2, 5, 7].map(change));
    }

    #[test]
    fn probes_that_hang_do_not_starve_the_others_and_are_not_asked_again() {
        let (asked, asks) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let ask: Ask = Arc::new(move |question, _| {
            let _ = asked.send(question.probe.clone());
            if question.probe != "good" {
                let _ = gate.lock().unwrap().recv();
            }
            (true, String::new())
        });
        let (watch, told) = watched(vec![command("a"), command("b"), command("c"), command("good")], ask);
        let mut good = 0;
        let mut hanging = Vec::new();
        while good < 20 || hanging.len() < 3 {
            match asks.recv_timeout(DEADLINE).unwrap().as_str() {
                "good" => good += 1,
                other => hanging.push(other.to_owned()),
            }
        }
        hanging.sort();
        assert_eq!(hanging, ["a", "b", "c"], "each once");
        assert_eq!(told.recv_timeout(DEADLINE).unwrap().probe, "good");
        drop((watch, release));
    }

    #[test]
    fn dropping_it_waits_for_nobody_and_tells_nothing_more() {
        let (asked, asks) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let ask: Ask = Arc::new(move |_, _| {
            let _ = asked.send(());
            let _ = gate.lock().unwrap().recv();
            (true, "too late".to_owned())
        });
        let (watch, told) = watched(vec![command("p")], ask);
        asks.recv_timeout(DEADLINE).unwrap();
        drop(watch);
        let end = told.recv_timeout(DEADLINE);
        assert_eq!(end, Err(mpsc::RecvTimeoutError::Disconnected), "it ended while the question hangs");
        drop(release);
        assert_eq!(
            asks.recv_timeout(DEADLINE),
            Err(mpsc::RecvTimeoutError::Disconnected),
            "so did its worker"
        );
    }

    #[test]
    fn without_questions_there_is_nothing_to_do() {
        let (_watch, told) = watched(Vec::new(), no_commands());
        assert!(told.recv().is_err());
    }

    #[test]
    fn a_reading_says_who_was_asked_and_what_came_back() {
        let ask: Ask = Arc::new(|question, patience| {
            let met = question.is_met("the service is ready");
            (met, format!("{} within {patience:?}\r\n\u{1b}[31m", question.command))
        });
        let mut questions = vec![command("met"), command("not")];
        for (question, text) in questions.iter_mut().zip(["ready", "steady"]) {
            let Target::Command(command) = &mut question.target else { panic!("a command") };
            command.expected = Some(text.to_owned());
        }
        let (watch, told) = watched(questions, ask);
        let mut told = [told.recv_timeout(DEADLINE).unwrap(), told.recv_timeout(DEADLINE).unwrap()];
        told.sort_by(|a, b| a.probe.cmp(&b.probe));
        let told = told.map(|it| (it.probe, it.up, it.fault, it.text));
        let expected = |id: &str, up| (id.to_owned(), up, false, "ask within 30s [31m".to_owned());
        assert_eq!(told, [expected("met", true), expected("not", false)]);
        drop(watch);
    }
}

mod tcp {
    use super::*;

    fn asked(address: &str) -> Answer {
        answer(Target::Tcp { address: address.to_owned() })
    }

    #[test]
    fn a_port_that_listens_is_up_and_one_that_does_not_is_down() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let up = asked(&address);
        assert!(up.state == State::Up && up.text.starts_with("connected in "), "{up:?}");
        let port = address.rsplit(':').next().unwrap();
        assert_eq!(asked(&format!("localhost:{port}")).state, State::Up, "::1 is tried as well");
        drop(listener);
        assert_eq!(asked(&address), Answer::down("connection refused"));
    }

    #[test]
    fn link_local_addresses_are_no_answer_about_the_service() {
        let refused = asked("169.254.169.254:80");
        assert_eq!(refused.state, State::Fault);
        assert!(refused.text.starts_with("the address is a link-local or metadata"), "{refused:?}");
    }
}

#[cfg(not(feature = "http-probes"))]
#[test]
fn a_build_without_http_says_so() {
    let answer = answer(Target::Http { url: "http://127.0.0.1:1/".to_owned(), expected: (200, 399) });
    assert_eq!(answer, Answer::fault("this build has no HTTP probes"));
}

#[cfg(feature = "http-probes")]
mod http {
    use super::*;
    use crate::drill::expand::expand;
    use std::collections::BTreeMap;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::thread::{self, JoinHandle};

    /// A server that takes one connection, reads the head of the request, and does the rest with the connection.
    struct Server {
        url: String,
        /// What was asked.
        request: JoinHandle<String>,
    }

    impl Server {
        fn new(rest: impl FnOnce(TcpStream) + Send + 'static) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/health", listener.local_addr().unwrap());
            let request = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                    head.push(byte[0]);
                }
                rest(stream);
                String::from_utf8(head).unwrap()
            });
            Self { url, request }
        }

        fn saying(answer: &'static str) -> Self {
            Self::new(move |mut stream| stream.write_all(answer.as_bytes()).unwrap())
        }
    }

    fn asked(url: &str) -> Answer {
        answer(Target::Http { url: url.to_owned(), expected: (200, 399) })
    }

    #[track_caller]
    fn is(answer: &Answer, state: State, start: &str) {
        assert!(answer.state == state && answer.text.starts_with(start), "{answer:?}");
    }

    #[test]
    fn the_status_says_whether_it_is_up() {
        let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        is(&asked(&server.url), State::Up, "200 in ");
        let request = server.request.join().unwrap();
        assert!(request.starts_with("GET /health HTTP/1.1\r\n"), "{request}");
        assert!(request.to_lowercase().contains("user-agent: firedrill/"), "{request}");
        let server = Server::saying("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
        let down = asked(&server.url);
        is(&down, State::Down, "500 in ");
        assert!(down.text.ends_with(" ms, not 200..399"), "{down:?}");
    }

    #[test]
    fn the_status_can_be_an_error_that_is_expected() {
        let server = Server::saying("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
        is(&answer(Target::Http { url: server.url, expected: (401, 401) }), State::Up, "401 in ");
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let location = elsewhere.local_addr().unwrap();
        let server = Server::new(move |mut stream| {
            write!(stream, "HTTP/1.1 302 Found\r\nLocation: http://{location}/\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
        });
        is(&asked(&server.url), State::Up, "302 in ");
        assert_eq!(elsewhere.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came");
    }

    #[test]
    fn a_server_that_never_answers_is_down_when_the_time_is_over() {
        let (release, gate) = mpsc::channel::<()>();
        let server = Server::new(move |_stream| {
            let _ = gate.recv();
        });
        let target = Target::Http { url: server.url.clone(), expected: (200, 399) };
        let question = Question { timeout: Duration::from_millis(50), ..question("p", target) };
        let answer = Asker::new(no_commands(), Names::of_system()).ask(&question);
        assert_eq!(answer, Answer::down("timed out after 50 ms"));
        drop(release);
    }

    #[test]
    fn a_port_that_does_not_listen() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        assert_eq!(asked(&url), Answer::down("connection refused"));
    }

    #[test]
    fn a_body_without_end_is_not_read() {
        let (told, sent) = mpsc::channel();
        let server = Server::new(move |mut stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n").unwrap();
            let chunk = vec![b'x'; 64 * 1024];
            let mut bytes = 0_usize;
            while stream.write_all(&chunk).is_ok() {
                bytes += chunk.len();
            }
            told.send(bytes).unwrap();
        });
        is(&asked(&server.url), State::Up, "200 in ");
        let bytes = sent.recv_timeout(DEADLINE).unwrap();
        assert!(bytes < 64 * 1024 * 1024, "only what the system's buffers took: {bytes}");
    }

    #[test]
    fn a_head_without_end_is_given_up() {
        let server = Server::new(|mut stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").unwrap();
            while stream.write_all(b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").is_ok()
            {
            }
        });
        is(&asked(&server.url), State::Down, "the answer is no HTTP");
    }

    #[test]
    fn an_answer_that_is_no_http() {
        let server = Server::saying("SSH-2.0-OpenSSH_9.9\r\n\r\n\x1b[2J");
        assert_eq!(asked(&server.url), Answer::down("the answer is no HTTP"));
        let server = Server::saying("");
        is(&asked(&server.url), State::Down, "closed without an answer");
    }

    #[test]
    fn tls_that_is_none_is_down() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        let answer = asked(&url);
        if answer.state != State::Fault {
            assert_eq!(answer.state, State::Down, "{answer:?}");
            server.join().unwrap();
        }
    }

    #[test]
    fn a_name_and_a_password_are_sent_and_not_told() {
        let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        let url = server.url.replacen("http://", "http://me:pw@", 1);
        is(&asked(&url), State::Up, "200 in ");
        let request = server.request.join().unwrap();
        assert!(request.to_lowercase().contains("\r\nauthorization: basic bwu6chc=\r\n"), "{request}");
        let bad = asked("http://me:s3cret@127.0.0.1:1/{x}");
        assert!(!bad.text.contains("s3cret"), "{bad:?}");
    }

    #[test]
    fn link_local_addresses_are_refused_in_a_url_through_a_variable_and_behind_a_name() {
        let vars = BTreeMap::from([("HOST".to_owned(), "169.254.169.254".to_owned())]);
        let url = expand("http://$HOST/latest/meta-data", &vars).unwrap();
        is(&asked(&url), State::Fault, "the URL is a link-local or metadata address");
        let names = Names::new(Arc::new(|_: &str| Ok(vec!["169.254.169.254".parse().unwrap()])));
        let target = Target::Http { url: "http://innocent.example/".to_owned(), expected: (200, 399) };
        let answer = Asker::new(no_commands(), names).ask(&question("p", target));
        is(&answer, State::Fault, "its name is a link-local or metadata address");
    }

    #[test]
    fn what_is_connected_to_is_what_was_looked_up() {
        let server = Server::saying("HTTP/1.1 204 OK\r\n\r\n");
        let names = Names::new(Arc::new(|_: &str| Ok(vec!["127.0.0.1".parse().unwrap()])));
        let url = server.url.replacen("127.0.0.1", "nowhere.invalid", 1);
        let target = Target::Http { url, expected: (200, 399) };
        let answer = Asker::new(no_commands(), names).ask(&question("p", target));
        is(&answer, State::Up, "204 in ");
        let request = server.request.join().unwrap();
        assert!(request.to_lowercase().contains("\r\nhost: nowhere.invalid:"), "{request}");
    }
}
