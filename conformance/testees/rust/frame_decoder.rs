// SPDX-License-Identifier: MIT
// A reader of whole frames as a testee: rustc -O frame_decoder.rs
use std::io::{stdin, BufRead};
// What stands behind "name": in a line of the contract, whose shape is fixed.
fn get<'a>(line: &'a str, name: &str) -> &'a str {
    let key = format!("\"{}\":", name);
    let value = line.find(&key).map_or("", |at| &line[at + key.len()..]);
    let end = value.find(if value.starts_with('[') { ']' } else { ',' }).unwrap_or(value.len());
    value[..end].trim_matches(|c| c == '"' || c == '}' || c == '[')
}
// The header's size and the payload's, of the whole frame at the front. Else the error, and whether more bytes mend it.
fn read_frame(line: &str, bytes: &[u8]) -> Result<(usize, usize), (&'static str, bool)> {
    let number = |name| get(line, name).parse::<u64>().unwrap();
    let (width, offset) = (number("width") as usize, number("offset") as usize);
    let header = offset + width + number("gap") as usize;
    let mut field = bytes.get(offset..offset + width).ok_or(("truncated_prefix", true))?.to_vec();
    if get(line, "order") == "little" { field.reverse() }
    if get(line, "signed") == "true" && field[0] > 127 { return Err(("negative_length", false)) }
    let length = field.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    let counted = match get(line, "counts") { "payload" => 0, "from_field" => header - offset, _ => header };
    let length = length.checked_sub(counted as u64).ok_or(("length_below_header", false))?;
    if length > number("max_payload") { return Err(("frame_too_large", false)) }
    let payload = bytes.get(header..).ok_or(("truncated_prefix", true))?;
    if (payload.len() as u64) < length { Err(("truncated_payload", true)) } else { Ok((header, length as usize)) }
}
fn run(line: &str) -> String {
    let (mut bytes, mut at, mut events, mut fault) = (Vec::new(), 0, Vec::new(), ("", true));
    let pieces: Vec<&str> = get(line, "deliveries").split(',').collect();
    for (now, piece) in pieces.iter().map(|piece| piece.trim_matches('"')).enumerate() {
        bytes.extend((0..piece.len() / 2).map(|i| u8::from_str_radix(&piece[2 * i..2 * i + 2], 16).unwrap()));
        while fault.1 {
            match read_frame(line, &bytes[at..]) {
                Ok((header, length)) => {
                    at += header + length;
                    let data: String = bytes[at - length..at].iter().map(|byte| format!("{:02x}", byte)).collect();
                    events.push(format!("[{0},\"begin {1}\"],[{0},\"data x'{2}'\"],[{0},\"end\"]", now, length, data));
                }
                Err(why) => { fault = why; break }
            }
        }
        if !fault.1 { events.push(format!("[{},\"error {} at={}\"]", now, fault.0, at)); break }
    }
    if get(line, "end") != "open" && fault.1 && at < bytes.len() {
        events.push(format!("[{},\"error {} at={}\"]", pieces.len(), fault.0, bytes.len()));
    }
    format!("{{\"seq\":{},\"events\":[{}]}}", get(line, "seq"), events.join(","))
}
fn main() {
    for line in stdin().lock().lines().map(Result::unwrap).take_while(|line| get(line, "type") != "stop") {
        let is = |name, value| get(&line, name) == value;
        let known = is("role", "frame_decoder") && is("on_excess", "") && !is("width", "varint");
        println!("{}", match get(&line, "type") {
            "start" => r#"{"type":"started","name":"Rust","roles":["frame_decoder"],"frames":"whole"}"#.to_string(),
            _ if known => run(&line),
            _ => format!("{{\"seq\":{},\"unsupported\":\"\"}}", get(&line, "seq")),
        });
    }
}
