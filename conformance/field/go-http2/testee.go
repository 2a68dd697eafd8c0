// SPDX-License-Identifier: MIT

// golang.org/x/net/http2: Framer.ReadFrame. It takes HTTP/2's types of frames apart; the type of every header is made one
// that it does not know, so that it hands the payload out as it is.
package main

import (
	"io"

	"golang.org/x/net/http2"
)

// untyped passes bytes on, the type of each frame replaced.
type untyped struct {
	from io.Reader
	at   int // in the header of the frame
	left int // of the payload
}

func (u *untyped) Read(to []byte) (int, error) {
	size, err := u.from.Read(to)
	for i := 0; i < size; i++ {
		switch {
		case u.at == 9 && u.left > 0:
			u.left--
			continue
		case u.at == 9:
			u.at = 0
		}
		if u.at == 0 {
			u.left = 0
		}
		if u.at < 3 {
			u.left = u.left<<8 | int(to[i])
		}
		if u.at == 3 {
			to[i] = 0xee
		}
		u.at++
	}
	return size, err
}

func open(from io.Reader, asked layout) frameReader {
	framer := http2.NewFramer(nil, &untyped{from: from})
	framer.SetMaxReadFrameSize(uint32(asked.MaxPayload))
	return func() ([]byte, string, error) {
		frame, err := framer.ReadFrame()
		switch {
		case err == http2.ErrFrameTooLarge:
			return nil, "frame_too_large", nil
		case err == io.ErrUnexpectedEOF:
			return nil, "truncated", nil
		case err != nil:
			return nil, "", err
		}
		return frame.(*http2.UnknownFrame).Payload(), "", nil
	}
}

func main() { serve(open) }
