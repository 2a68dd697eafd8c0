// SPDX-License-Identifier: MIT

// github.com/gorilla/websocket: Conn.ReadMessage of a server. The handshake is done over a connection in memory; what it
// reads behind it are the pieces.
package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// connection is a net.Conn over the pieces, whose answers nobody reads.
type connection struct{ io.Reader }

func (connection) Write(data []byte) (int, error)   { return len(data), nil }
func (connection) Close() error                     { return nil }
func (connection) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (connection) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (connection) SetDeadline(time.Time) error      { return nil }
func (connection) SetReadDeadline(time.Time) error  { return nil }
func (connection) SetWriteDeadline(time.Time) error { return nil }

// hijacked gives the connection to the upgrade, as net/http does.
type hijacked struct {
	http.ResponseWriter
	conn net.Conn
}

func (h hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

const hello = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"

func open(from io.Reader, asked layout) frameReader {
	request, _ := http.ReadRequest(bufio.NewReader(strings.NewReader(hello)))
	upgrader := websocket.Upgrader{}
	conn, err := upgrader.Upgrade(hijacked{conn: connection{from}}, request, nil)
	if err != nil {
		panic(err)
	}
	conn.SetReadLimit(int64(asked.MaxPayload))
	return func() ([]byte, string, error) {
		_, payload, err := conn.ReadMessage()
		if err != nil {
			return nil, "framing", nil
		}
		return payload, "", nil
	}
}

func main() { serve(open) }
