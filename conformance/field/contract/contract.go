// SPDX-License-Identifier: MIT

// What the Go testees here share: they bring a reader of frames, this speaks the contract.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

type layout struct {
	Width      json.RawMessage
	Offset     int
	Gap        int
	Name       string
	MaxPayload uint64 `json:"max_payload"`
}

type question struct {
	Type       string
	Seq        int
	Role       string
	Layout     layout
	Options    map[string]string
	Deliveries []string
	End        string
}

// A frameReader gives the next frame of a stream, "" and io.EOF at its end, or the name of an error in status.hpp.
type frameReader func() (payload []byte, refused string, err error)

// waiting is a stream whose reader waits for the pieces in a goroutine of its own.
type waiting struct {
	sync.Mutex
	turn                  *sync.Cond
	pending               []byte
	ended, isIdle, isOver bool
	frames                [][]byte
	refused               string
}

func (w *waiting) Read(to []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	for len(w.pending) == 0 && !w.ended {
		w.isIdle = true
		w.turn.Broadcast()
		w.turn.Wait()
	}
	w.isIdle = false
	if len(w.pending) == 0 {
		return 0, io.EOF
	}
	size := copy(to, w.pending)
	w.pending = w.pending[size:]
	return size, nil
}

func (w *waiting) readAll(next frameReader) {
	for {
		payload, refused, err := next()
		w.Lock()
		if err != nil || refused != "" {
			w.refused, w.isOver = refused, true
			w.turn.Broadcast()
			w.Unlock()
			return
		}
		w.frames = append(w.frames, append([]byte{}, payload...))
		w.Unlock()
	}
}

func (w *waiting) step(piece []byte, ends bool) ([][]byte, string) {
	w.Lock()
	defer w.Unlock()
	w.pending, w.ended, w.isIdle = append(w.pending, piece...), ends, false
	w.turn.Broadcast()
	for !w.isOver && !(w.isIdle && len(w.pending) == 0) {
		w.turn.Wait()
	}
	frames := w.frames
	w.frames = nil
	return frames, w.refused
}

// Offsets are counted from the frames handed out.
func decode(asked question, open func(io.Reader, layout) frameReader) []any {
	stream := &waiting{}
	stream.turn = sync.NewCond(stream)
	go stream.readAll(open(stream, asked.Layout))
	events, begin, total := []any{}, 0, 0
	header := 0
	fmt.Sscan(string(asked.Layout.Width), &header)
	header += asked.Layout.Offset + asked.Layout.Gap
	for now := 0; now <= len(asked.Deliveries); now++ {
		atEnd := now == len(asked.Deliveries)
		if atEnd && asked.End == "open" {
			break
		}
		piece := []byte{}
		if !atEnd {
			piece, _ = hex.DecodeString(asked.Deliveries[now])
		}
		if len(piece) == 0 && !atEnd {
			continue // no socket gives an empty piece
		}
		total += len(piece)
		frames, refused := stream.step(piece, atEnd)
		for _, frame := range frames {
			events = append(events, []any{now, fmt.Sprintf("begin %d", len(frame))},
				[]any{now, fmt.Sprintf("data x'%x'", frame)}, []any{now, "end"})
			begin += header + len(frame)
		}
		if refused != "" {
			at := begin
			if strings.HasPrefix(refused, "truncated") {
				at = total
			}
			if os.Getenv("FORM") != "" {
				return append(events, []any{now, "error " + refused}) // no layout has its headers
			}
			return append(events, []any{now, fmt.Sprintf("error %s at=%d", refused, at)})
		}
	}
	return events
}

func isClaimed(asked layout) bool { return strings.Contains(os.Getenv("STARTED"), `"`+asked.Name+`"`) }

func isPlain(options map[string]string) bool {
	form := os.Getenv("FORM")
	return form == "" && len(options) == 0 || form != "" && len(options) == 1 && options["form"] == form
}

// serve answers until it is told to stop.
func serve(open func(io.Reader, layout) frameReader) {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		var asked question
		if err != nil || json.Unmarshal(line, &asked) != nil && asked.Type == "" || asked.Type == "stop" {
			return
		}
		if asked.Type == "start" {
			fmt.Println(os.Getenv("STARTED"))
			continue
		}
		answer := map[string]any{"seq": asked.Seq}
		if asked.Role == "frame_decoder" && isPlain(asked.Options) && isClaimed(asked.Layout) {
			answer["events"] = decode(asked, open)
		} else {
			answer["unsupported"] = asked.Role
		}
		text, _ := json.Marshal(answer)
		fmt.Println(string(text))
	}
}
