// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: go build testee.go && cleave-conformance --testee ./testee
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

const layout, header = "python_int", 4 // the layout that your codec speaks, and the bytes of its header

type codec struct {
	limit   uint64 // the largest payload that is taken
	pending []byte // the bytes of a frame that is not whole
}

// An error by its name: negative_length, frame_too_large, truncated_prefix, truncated_payload, ...
type refused string

func (c *codec) feed(piece []byte, give func(payload []byte)) {
	// HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or panic(refused("frame_too_large")).
	_ = piece
}

func (c *codec) finish() {
	// HOLE 2, finish: the stream has ended. Within a frame: panic(refused("truncated_prefix")) or "truncated_payload".
	_ = c.pending
}

func (c *codec) encode(payload []byte) []byte {
	// HOLE 3, encode: return the bytes of the frame, or panic(refused("frame_too_large")).
	return payload
}

type question struct {
	Type, Role, End string
	Seq             uint64
	Layout          struct {
		Name        string
		Max_payload uint64
	}
	Options    map[string]string
	Deliveries []string
}

func run(asked question) (answer map[string]interface{}) {
	decodes := asked.Role == "frame_decoder"
	if !decodes && asked.Role != "frame_encoder" || asked.Layout.Name != layout || len(asked.Options) != 0 {
		return map[string]interface{}{"seq": asked.Seq, "unsupported": "not this role, layout or option"}
	}
	c, events, begin, total, now := &codec{limit: asked.Layout.Max_payload}, [][2]interface{}{}, 0, 0, 0
	show := func(format string, values ...interface{}) {
		events = append(events, [2]interface{}{now, fmt.Sprintf(format, values...)})
	}
	defer func() {
		if why := recover(); why != nil {
			name := string(why.(refused))
			at := map[bool]int{true: total, false: begin}[strings.HasPrefix(name, "truncated")]
			show("error %s%s", name, map[bool]string{true: fmt.Sprintf(" at=%d", at)}[decodes])
		}
		answer = map[string]interface{}{"seq": asked.Seq, "events": events}
	}()
	for _, text := range asked.Deliveries {
		piece, _ := hex.DecodeString(text)
		total += len(piece)
		if decodes {
			c.feed(piece, func(payload []byte) {
				show("begin %d", len(payload))
				show("data x'%x'", payload)
				show("end")
				begin += header + len(payload)
			})
		} else {
			show("send x'%x'", c.encode(piece))
		}
		now++
	}
	if decodes && asked.End != "open" {
		c.finish()
	}
	return
}

func main() {
	started := map[string]interface{}{"type": "started", "name": "my codec", "frames": "whole",
		"roles": []string{"frame_decoder", "frame_encoder"}, "layouts": []string{layout}}
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var asked question
		if in.Decode(&asked) != nil || asked.Type == "stop" {
			return
		}
		if asked.Type == "start" {
			out.Encode(started)
		} else {
			out.Encode(run(asked))
		}
	}
}
