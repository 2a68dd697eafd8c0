// SPDX-License-Identifier: MIT
// cargo test, beside vectors.json and Cargo.toml
pub struct Codec { // yours
    limit: u64,
    pending: Vec<u8>,
}

impl Codec {
    pub fn new(limit: u64) -> Codec { Codec { limit, pending: vec![] } }

    pub fn feed(&mut self, piece: &[u8], mut give: impl FnMut(&[u8])) -> Result<(), &'static str> {
        self.pending.extend(piece);
        while self.pending.len() >= 4 {
            let p = &self.pending;
            let length = i32::from_le_bytes([p[0], p[1], p[2], p[3]]);
            if length < 0 { return Err("negative_length") }
            if length as u64 > self.limit { return Err("frame_too_large") }
            if p.len() < 4 + length as usize { break }
            let payload: Vec<u8> = self.pending.drain(..4 + length as usize).skip(4).collect();
            give(&payload);
        }
        Ok(())
    }

    pub fn finish(&self) -> Result<(), &'static str> {
        match self.pending.len() { 0 => Ok(()), 1..=3 => Err("truncated_prefix"), _ => Err("truncated_payload") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const SCHEMA: u64 = 2;

    fn seeded(mut z: u64, count: usize) -> Vec<u8> {
        let mut made = vec![];
        while made.len() < count {
            z = z.wrapping_add(0x9e3779b97f4a7c15);
            let a = (z ^ z >> 30).wrapping_mul(0xbf58476d1ce4e5b9);
            let a = (a ^ a >> 27).wrapping_mul(0x94d049bb133111eb);
            made.extend((a ^ a >> 31).to_le_bytes());
        }
        made.truncate(count);
        made
    }

    /// Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64.
    fn joined(value: &Value) -> Vec<u8> {
        if let Some(parts) = value.as_array() { return parts.iter().flat_map(joined).collect() }
        if let Some(text) = value.as_str() {
            let digits = text.trim_start_matches("x\"").trim_end_matches('"');
            return (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect();
        }
        let count = value["count"].as_u64().unwrap() as usize;
        if value["repeat"].is_string() { return joined(&value["repeat"]).repeat(count) }
        seeded(value["seed"].as_str().unwrap().parse().unwrap(), count)
    }

    type Seen = (Vec<Vec<u8>>, Option<String>); // the whole frames and the error

    fn expected(outcome: &Value) -> Seen {
        let (mut frames, mut data, mut error) = (vec![], vec![], None);
        for event in outcome["events"].as_array().unwrap() {
            if event["kind"] == "error" { error = event["code"].as_str().map(String::from) }
            if event["name"] == "data" { data.extend(joined(&event["arguments"][0])) }
            if event["name"] == "end" { frames.push(std::mem::take(&mut data)) }
        }
        (frames, error)
    }

    fn decoded<'a>(one: &Value, mut pieces: impl Iterator<Item = &'a [u8]>) -> Seen {
        let (mut codec, mut frames) = (Codec::new(one["layout"]["max_payload"].as_u64().unwrap()), vec![]);
        let fed = pieces.try_for_each(|piece| codec.feed(piece, |payload| frames.push(payload.to_vec())));
        let ended = fed.and_then(|()| if one["end"] == "open" { Ok(()) } else { codec.finish() });
        (frames, ended.err().map(String::from))
    }

    fn holds(one: &Value) -> bool {
        let stream = joined(&one["bytes"]);
        let outcomes: Vec<Seen> = one["outcomes"].as_array().unwrap().iter().map(expected).collect();
        let mut ends: Vec<usize> = one["cuts"].as_array().unwrap().iter().map(|cut| cut.as_u64().unwrap() as usize).collect();
        ends.push(stream.len());
        let written = ends.iter().scan(0, |from, &end| Some(&stream[std::mem::replace(from, end)..end]));
        let once = one["splits"] == "exact" || stream.len() > 4096;
        outcomes.contains(&decoded(one, written)) && (once || outcomes.contains(&decoded(one, stream.chunks(1))))
    }

    #[test]
    fn vectors() {
        let document: Value = serde_json::from_slice(&std::fs::read("vectors.json").unwrap()).unwrap();
        let schema = document["schemaVersion"].as_u64().unwrap();
        assert!(schema <= SCHEMA, "vectors.json has schema {schema}, newer than {SCHEMA}: update this reader");
        let is_mine = |one: &&Value| {
            one["role"] == "frame_decoder" && one["layout"]["name"] == "python_int"
                && one["options"].as_object().unwrap().is_empty() && !one["needs"].to_string().contains("goes-on")
        };
        let mine: Vec<&Value> = document["cases"].as_array().unwrap().iter().filter(is_mine).collect();
        let broken: Vec<String> = mine.iter().filter(|one| !holds(one)).map(|one| format!("{}: {}", one["id"], one["about"])).collect();
        assert!(!mine.is_empty() && broken.is_empty(), "{broken:#?}");
    }
}
