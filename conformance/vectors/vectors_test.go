// SPDX-License-Identifier: MIT
// go test vectors_test.go, beside vectors.json
package vectors

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

const schema = 2

type codec struct { // yours
	limit   uint64
	pending []byte
}

func (c *codec) feed(piece []byte, give func([]byte)) string {
	for c.pending = append(c.pending, piece...); len(c.pending) >= 4; {
		length := int32(binary.LittleEndian.Uint32(c.pending))
		if length < 0 {
			return "negative_length"
		}
		if uint64(length) > c.limit {
			return "frame_too_large"
		}
		if len(c.pending)-4 < int(length) {
			return ""
		}
		give(c.pending[4 : 4+length])
		c.pending = c.pending[4+length:]
	}
	return ""
}

func (c *codec) finish() string {
	if len(c.pending) == 0 {
		return ""
	}
	return map[bool]string{true: "truncated_prefix", false: "truncated_payload"}[len(c.pending) < 4]
}

type vector struct {
	Id, About, Role, End, Splits        string
	Bytes                               any
	Cuts                                []int
	Needs                               []string
	Options                             map[string]string
	Layout                              struct {
		Name        string
		Max_payload uint64
	}
	Outcomes []struct {
		Events []struct {
			Kind, Name, Code string
			Arguments        []any
		}
	}
}

// Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64.
func joined(value any) (made []byte) {
	switch v := value.(type) {
	case string:
		made, _ = hex.DecodeString(strings.TrimSuffix(strings.TrimPrefix(v, `x"`), `"`))
	case []any:
		for _, part := range v {
			made = append(made, joined(part)...)
		}
	case map[string]any:
		count := int(v["count"].(float64))
		if repeat, found := v["repeat"]; found {
			return bytes.Repeat(joined(repeat), count)
		}
		z, _ := strconv.ParseUint(v["seed"].(string), 10, 64)
		for len(made) < count {
			z += 0x9e3779b97f4a7c15
			a := (z ^ z>>30) * 0xbf58476d1ce4e5b9
			a = (a ^ a>>27) * 0x94d049bb133111eb
			made = binary.LittleEndian.AppendUint64(made, a^a>>31)
		}
		made = made[:count]
	}
	return
}

// The whole frames and the error, as one text.
func (v vector) expected(i int) (text string) {
	var data []byte
	for _, event := range v.Outcomes[i].Events {
		switch {
		case event.Kind == "error":
			text += "error " + event.Code
		case event.Name == "data":
			data = append(data, joined(event.Arguments[0])...)
		case event.Name == "end":
			text, data = text+fmt.Sprintf("frame %x; ", data), nil
		}
	}
	return
}

func (v vector) decoded(pieces [][]byte) (text string) {
	c, why := &codec{limit: v.Layout.Max_payload}, ""
	for _, piece := range pieces {
		if why == "" {
			why = c.feed(piece, func(payload []byte) { text += fmt.Sprintf("frame %x; ", payload) })
		}
	}
	if why == "" && v.End != "open" {
		why = c.finish()
	}
	if why != "" {
		text += "error " + why
	}
	return
}

func TestVectors(t *testing.T) {
	file, err := os.ReadFile("vectors.json")
	var document struct {
		SchemaVersion int
		Cases         []vector
	}
	if err == nil {
		err = json.Unmarshal(file, &document)
	}
	if err != nil {
		t.Fatal(err)
	}
	if document.SchemaVersion > schema {
		t.Fatalf("vectors.json has schema %d, newer than %d: update this reader", document.SchemaVersion, schema)
	}
	for _, v := range document.Cases {
		if v.Role != "frame_decoder" || v.Layout.Name != "python_int" || len(v.Options) != 0 || strings.Contains(strings.Join(v.Needs, " "), "goes-on") {
			continue
		}
		t.Run(v.Id, func(t *testing.T) {
			stream := joined(v.Bytes)
			var written, single [][]byte
			from := 0
			for _, end := range append(v.Cuts, len(stream)) {
				written, from = append(written, stream[from:end]), end
			}
			for i := range stream {
				single = append(single, stream[i:i+1])
			}
			for _, pieces := range [][][]byte{written, single}[:map[bool]int{true: 1, false: 2}[v.Splits == "exact" || len(stream) > 4096]] {
				seen, all := v.decoded(pieces), []string{}
				for i := range v.Outcomes {
					all = append(all, v.expected(i))
				}
				if !strings.Contains("|"+strings.Join(all, "|")+"|", "|"+seen+"|") {
					t.Errorf("%s: expected %s, got %s", v.About, all, seen)
				}
			}
		})
	}
}
