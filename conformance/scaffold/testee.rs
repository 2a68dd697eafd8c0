// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: rustc -O testee.rs && cleave-conformance --testee ./testee
use std::io::{stdin, BufRead};

const LAYOUT: &str = "python_int"; // the layout that your codec speaks,
const HEADER: usize = 4; // and the bytes of its header

#[allow(dead_code)]
struct Codec {
    limit: u64,       // the largest payload that is taken
    pending: Vec<u8>, // the bytes of a frame that is not whole
}

// An error by its name: negative_length, frame_too_large, truncated_prefix, truncated_payload, ...
type Refused = &'static str;

#[allow(unused_variables)]
impl Codec {
    fn feed(&mut self, piece: &[u8], give: &mut dyn FnMut(&[u8])) -> Result<(), Refused> {
        // HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or return Err("frame_too_large").
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refused> {
        // HOLE 2, finish: the stream has ended. Within a frame: Err("truncated_prefix") or Err("truncated_payload").
        Ok(())
    }

    fn encode(&mut self, payload: &[u8]) -> Result<Vec<u8>, Refused> {
        // HOLE 3, encode: return the bytes of the frame, or Err("frame_too_large").
        Ok(payload.to_vec())
    }
}

// The value of "name" in a line of the contract, whose shape is fixed.
fn get<'a>(line: &'a str, name: &str) -> &'a str {
    let key = format!("\"{}\":", name);
    let value = line.find(&key).map_or("", |at| &line[at + key.len()..]);
    let end = value.find(if value.starts_with('[') { ']' } else { ',' }).unwrap_or(value.len());
    value[..end].trim_matches(|c| c == '"' || c == '}' || c == '[')
}

fn hex(bytes: &[u8]) -> String { bytes.iter().map(|byte| format!("{:02x}", byte)).collect() }

fn run(line: &str) -> String {
    let decodes = get(line, "role") == "frame_decoder";
    let is_mine = (decodes || get(line, "role") == "frame_encoder") && get(line, "name") == LAYOUT;
    if !is_mine || !line.contains("\"options\":{}") {
        return format!("{{\"seq\":{},\"unsupported\":\"not this role, layout or option\"}}", get(line, "seq"));
    }
    let mut codec = Codec { limit: get(line, "max_payload").parse().unwrap(), pending: Vec::new() };
    let (mut events, mut begin, mut total, mut now, mut result) = (Vec::new(), 0, 0, 0, Ok(()));
    for text in get(line, "deliveries").split(',').filter(|text| !text.is_empty() || !line.contains("\"deliveries\":[]")) {
        let text = text.trim_matches('"');
        let piece: Vec<u8> = (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect();
        total += piece.len();
        result = if decodes {
            codec.feed(&piece, &mut |payload| {
                let data = hex(payload);
                events.push(format!("[{0},\"begin {1}\"],[{0},\"data x'{2}'\"],[{0},\"end\"]", now, payload.len(), data));
                begin += HEADER + payload.len();
            })
        } else {
            codec.encode(&piece).map(|frame| events.push(format!("[{},\"send x'{}'\"]", now, hex(&frame))))
        };
        if result.is_err() { break }
        now += 1;
    }
    if result.is_ok() && decodes && get(line, "end") != "open" { result = codec.finish() }
    if let Err(why) = result {
        let at = format!(" at={}", if why.starts_with("truncated") { total } else { begin });
        events.push(format!("[{},\"error {}{}\"]", now, why, if decodes { &at } else { "" }));
    }
    format!("{{\"seq\":{},\"events\":[{}]}}", get(line, "seq"), events.join(","))
}

fn main() {
    for line in stdin().lock().lines().map(Result::unwrap).take_while(|line| get(line, "type") != "stop") {
        let roles = "\"roles\":[\"frame_decoder\",\"frame_encoder\"]";
        println!("{}", match get(&line, "type") {
            "start" => format!("{{\"type\":\"started\",\"name\":\"my codec\",{},\"frames\":\"whole\",\"layouts\":[\"{}\"]}}", roles, LAYOUT),
            _ => run(&line),
        });
    }
}
