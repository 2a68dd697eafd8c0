// SPDX-License-Identifier: MIT
//
// tokio-util's LengthDelimitedCodec: prints frames a second. usage: tokio_reader PAYLOAD READ
// tokio_reader state PAYLOAD: bytes that a connection's reader holds when it is idle behind such frames.
use bytes::{Buf, BytesMut};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio_util::codec::{Decoder, LengthDelimitedCodec};

struct Counting;
static HELD: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        System.alloc(layout)
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        System.dealloc(at, layout)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn stream(payload: usize) -> (Vec<u8>, usize) {
    let mut frame = (payload as u32).to_be_bytes().to_vec();
    frame.resize(4 + payload, 1);
    let count = 256 * 1024 / frame.len() + 1;
    (frame.repeat(count), count)
}

fn feed(codec: &mut LengthDelimitedCodec, kept: &mut BytesMut, read: &[u8]) -> usize {
    kept.extend_from_slice(read);
    let mut frames = 0;
    while let Some(frame) = codec.decode(kept).expect("good frames") {
        std::hint::black_box(frame.chunk().first());
        frames += 1;
    }
    frames
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words[at].parse::<usize>().expect("a number");
    if words[0] == "state" {
        let (bytes, _) = stream(number(1));
        let before = HELD.load(Ordering::Relaxed);
        let mut codec = LengthDelimitedCodec::new();
        let mut kept = BytesMut::with_capacity(8 * 1024); // as Framed has it
        for read in bytes.chunks(1460) {
            feed(&mut codec, &mut kept, read);
        }
        let held = HELD.load(Ordering::Relaxed) - before;
        println!("{}", held + std::mem::size_of_val(&codec) + std::mem::size_of_val(&kept));
        return;
    }
    let (bytes, count) = stream(number(0));
    let mut best = 0.0f64;
    for _ in 0..9 {
        let mut codec = LengthDelimitedCodec::new();
        let mut kept = BytesMut::with_capacity(8 * 1024);
        let begin = Instant::now();
        let rounds = 10;
        for _ in 0..rounds {
            let frames: usize = bytes.chunks(number(1)).map(|read| feed(&mut codec, &mut kept, read)).sum();
            assert_eq!(frames, count);
        }
        best = best.max((rounds * count) as f64 / begin.elapsed().as_secs_f64());
    }
    println!("{best:.0}");
}
