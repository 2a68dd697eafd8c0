// SPDX-License-Identifier: MIT
//! What the Rust testees here share: they bring a decoder, this speaks the contract.
//! An offset in a report is counted from the frames handed out.
use serde_json::{json, Value};
use std::io::{stdin, stdout, BufRead, Write};

/// Takes pieces as they arrive, and adds each frame that is now whole. An error is a name of status.hpp.
pub trait Decoder {
    fn feed(&mut self, piece: &[u8], frames: &mut Vec<Vec<u8>>) -> Result<(), String>;
    fn finish(&mut self, frames: &mut Vec<Vec<u8>>) -> Result<(), String>;
}

fn bytes_of(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{:02x}", byte)).collect()
}

pub fn number(layout: &Value, name: &str) -> usize {
    layout[name].as_u64().unwrap() as usize
}

fn decode(decoder: &mut dyn Decoder, asked: &Value) -> Vec<Value> {
    let layout = &asked["layout"];
    let header = number(layout, "offset") + number(layout, "width") + number(layout, "gap");
    let pieces: Vec<Vec<u8>> = asked["deliveries"].as_array().unwrap().iter().map(bytes_of).collect();
    let (mut events, mut begin, mut total) = (Vec::new(), 0, 0);
    for now in 0..=pieces.len() {
        let mut frames = Vec::new();
        let result = match pieces.get(now) {
            Some(piece) if piece.is_empty() => Ok(()), // no socket gives an empty piece
            Some(piece) => decoder.feed(piece, &mut frames),
            None if asked["end"] == "open" => Ok(()),
            None => decoder.finish(&mut frames),
        };
        total += pieces.get(now).map_or(0, Vec::len);
        for frame in frames {
            events.push(json!([now, format!("begin {}", frame.len())]));
            events.push(json!([now, format!("data x'{}'", hex_of(&frame))]));
            events.push(json!([now, "end"]));
            begin += header + frame.len();
        }
        if let Err(name) = result {
            let at = if name.starts_with("truncated") { total } else { begin };
            events.push(json!([now, format!("error {} at={}", name, at)]));
            break;
        }
    }
    events
}

type Encode = dyn Fn(&Value, &[u8]) -> Result<Vec<u8>, String>;

fn encode(encoder: &Encode, asked: &Value) -> Vec<Value> {
    let mut events = Vec::new();
    for (now, piece) in asked["deliveries"].as_array().unwrap().iter().enumerate() {
        match encoder(&asked["layout"], &bytes_of(piece)) {
            Ok(sent) => events.push(json!([now, format!("send x'{}'", hex_of(&sent))])),
            Err(name) => {
                events.push(json!([now, format!("error {}", name)]));
                break;
            }
        }
    }
    events
}

fn is_claimed(layout: &Value) -> bool {
    let started: Value = serde_json::from_str(&std::env::var("STARTED").unwrap()).unwrap();
    started["layouts"].as_array().unwrap().contains(&layout["name"])
}

/// Answers until it is told to stop.
pub fn serve(make: &dyn Fn(&Value) -> Box<dyn Decoder>, encoder: &Encode) {
    for line in stdin().lock().lines().map(Result::unwrap) {
        let asked: Value = serde_json::from_str(&line).unwrap();
        let is_plain = is_claimed(&asked["layout"]) && asked["options"].as_object().map_or(true, |options| options.is_empty());
        let answer = match (asked["type"].as_str().unwrap(), asked["role"].as_str().unwrap_or("")) {
            ("stop", _) => return,
            ("start", _) => std::env::var("STARTED").unwrap(),
            (_, "frame_decoder") if is_plain => {
                json!({"seq": asked["seq"], "events": decode(&mut *make(&asked["layout"]), &asked)}).to_string()
            }
            (_, "frame_encoder") if is_plain => match encode(encoder, &asked) {
                events if events.contains(&json!([0, "error unsupported"])) => {
                    json!({"seq": asked["seq"], "unsupported": "this layout"}).to_string()
                }
                events => json!({"seq": asked["seq"], "events": events}).to_string(),
            },
            (_, role) => json!({"seq": asked["seq"], "unsupported": role}).to_string(),
        };
        println!("{}", answer);
        stdout().flush().unwrap();
    }
}
