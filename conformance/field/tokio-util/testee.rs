// SPDX-License-Identifier: MIT
// tokio-util: LengthDelimitedCodec, as FramedRead and FramedWrite use it. The header is kept, and taken off here.
mod contract;

use bytes::{Bytes, BytesMut};
use contract::{number, Decoder};
use serde_json::Value;
use tokio_util::codec::{Decoder as _, Encoder as _, LengthDelimitedCodec};

fn codec(layout: &Value, keeps_header: bool) -> LengthDelimitedCodec {
    let (offset, width, gap) = (number(layout, "offset"), number(layout, "width"), number(layout, "gap"));
    let adjustment = match layout["counts"].as_str().unwrap() {
        "payload" => 0,
        "from_field" => -((width + gap) as isize),
        _ => -((offset + width + gap) as isize),
    };
    let mut made = LengthDelimitedCodec::builder();
    made.length_field_offset(offset).length_field_length(width).max_frame_length(number(layout, "max_payload").saturating_add(adjustment.unsigned_abs()));
    made.length_adjustment(adjustment).num_skip(if keeps_header { offset + width + gap } else { 0 });
    if layout["order"] == "little" {
        made.little_endian();
    }
    made.new_codec()
}

struct Framed {
    codec: LengthDelimitedCodec,
    buffer: BytesMut,
}

fn name_of(error: std::io::Error) -> String {
    match error.to_string() {
        text if text.contains("bytes remaining") => "truncated".into(),
        text if text.contains("overflow") => "length_below_header".into(),
        _ => "frame_too_large".into(),
    }
}

impl Decoder for Framed {
    fn feed(&mut self, piece: &[u8], frames: &mut Vec<Vec<u8>>) -> Result<(), String> {
        self.buffer.extend_from_slice(piece);
        while let Some(frame) = self.codec.decode(&mut self.buffer).map_err(name_of)? {
            frames.push(frame.to_vec());
        }
        Ok(())
    }

    fn finish(&mut self, frames: &mut Vec<Vec<u8>>) -> Result<(), String> {
        while let Some(frame) = self.codec.decode_eof(&mut self.buffer).map_err(name_of)? {
            frames.push(frame.to_vec());
        }
        Ok(())
    }
}

fn encode(layout: &Value, payload: &[u8]) -> Result<Vec<u8>, String> {
    if number(layout, "offset") + number(layout, "gap") > 0 {
        return Err("unsupported".into()); // it writes the length and the payload
    }
    let mut sent = BytesMut::new();
    codec(layout, false).encode(Bytes::copy_from_slice(payload), &mut sent).map_err(name_of)?;
    Ok(sent.to_vec())
}

fn main() {
    contract::serve(
        &|layout| Box::new(Framed { codec: codec(layout, true), buffer: BytesMut::new() }),
        &encode,
    );
}
