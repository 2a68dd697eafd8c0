# SPDX-License-Identifier: MIT
"""What fills the three holes of each scaffold, so that it speaks python_int: feed, finish, encode. FAULTS is the same mistake
in each language: a read is taken for all that there is, and what was pending is lost."""

FILLS = {
    "python": (
        """\
        self.pending += piece
        while len(self.pending) >= 4:
            length = int.from_bytes(self.pending[:4], "little", signed=True)
            if length < 0: raise Refused("negative_length")
            if length > self.limit: raise Refused("frame_too_large")
            if len(self.pending) < 4 + length: return
            payload, self.pending = self.pending[4 : 4 + length], self.pending[4 + length :]
            give(payload)
""",
        """\
        if self.pending: raise Refused("truncated_prefix" if len(self.pending) < 4 else "truncated_payload")
""",
        """\
        if len(payload) > self.limit: raise Refused("frame_too_large")
        return len(payload).to_bytes(4, "little") + payload
""",
    ),
    "javascript": (
        """\
    this.pending = Buffer.concat([this.pending, piece]);
    while (this.pending.length >= 4) {
      const length = this.pending.readInt32LE();
      if (length < 0) throw 'negative_length';
      if (length > this.limit) throw 'frame_too_large';
      if (this.pending.length < 4 + length) return;
      const payload = this.pending.subarray(4, 4 + length);
      this.pending = this.pending.subarray(4 + length);
      give(payload);
    }
""",
        """\
    if (this.pending.length > 0) throw this.pending.length < 4 ? 'truncated_prefix' : 'truncated_payload';
""",
        """\
    if (payload.length > this.limit) throw 'frame_too_large';
    const header = Buffer.alloc(4);
    header.writeInt32LE(payload.length);
    return Buffer.concat([header, payload]);
""",
    ),
    "ruby": (
        """\
    @pending += piece
    while @pending.bytesize >= 4
      length = @pending.unpack1('l<')
      raise Refused, 'negative_length' if length < 0
      raise Refused, 'frame_too_large' if length > @limit
      return if @pending.bytesize < 4 + length
      payload, @pending = @pending.byteslice(4, length), @pending.byteslice(4 + length..)
      yield payload
    end
""",
        """\
    raise Refused, @pending.bytesize < 4 ? 'truncated_prefix' : 'truncated_payload' unless @pending.empty?
""",
        """\
    raise Refused, 'frame_too_large' if payload.bytesize > @limit
    [payload.bytesize].pack('l<') + payload
""",
    ),
    "perl": (
        """\
    $pending .= $piece;
    while (length $pending >= 4) {
        my $length = unpack 'l<', $pending;
        refuse('negative_length') if $length < 0;
        refuse('frame_too_large') if $length > $limit;
        return if length($pending) < 4 + $length;
        my $payload = substr $pending, 4, $length;
        substr $pending, 0, 4 + $length, '';
        $give->($payload);
    }
""",
        """\
    refuse(length $pending < 4 ? 'truncated_prefix' : 'truncated_payload') if length $pending;
""",
        """\
    refuse('frame_too_large') if length $payload > $limit;
    return pack('l<', length $payload) . $payload;
""",
    ),
    "go": (
        """\
	c.pending = append(c.pending, piece...)
	for len(c.pending) >= 4 {
		p := c.pending
		length := int32(uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24)
		if length < 0 {
			panic(refused("negative_length"))
		}
		if uint64(length) > c.limit {
			panic(refused("frame_too_large"))
		}
		if len(p) < 4+int(length) {
			return
		}
		c.pending = p[4+length:]
		give(p[4 : 4+length])
	}
""",
        """\
	if len(c.pending) > 0 {
		panic(refused(map[bool]string{true: "truncated_prefix", false: "truncated_payload"}[len(c.pending) < 4]))
	}
""",
        """\
	n := len(payload)
	if uint64(n) > c.limit {
		panic(refused("frame_too_large"))
	}
	return append([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}, payload...)
""",
    ),
    "rust": (
        """\
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
""",
        """\
        match self.pending.len() { 0 => Ok(()), 1..=3 => Err("truncated_prefix"), _ => Err("truncated_payload") }
""",
        """\
        if payload.len() as u64 > self.limit { return Err("frame_too_large") }
        Ok([&(payload.len() as u32).to_le_bytes()[..], payload].concat())
""",
    ),
    "java": (
        """\
            byte[] all = Arrays.copyOf(pending, pending.length + piece.length);
            System.arraycopy(piece, 0, all, pending.length, piece.length);
            for (pending = all; pending.length >= 4;) {
                int length = java.nio.ByteBuffer.wrap(pending).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
                if (length < 0) throw new Refused("negative_length");
                if (length > limit) throw new Refused("frame_too_large");
                if (pending.length - 4 < length) return;
                byte[] payload = Arrays.copyOfRange(pending, 4, 4 + length);
                pending = Arrays.copyOfRange(pending, 4 + length, pending.length);
                give.accept(payload);
            }
""",
        """\
            if (pending.length > 0) throw new Refused(pending.length < 4 ? "truncated_prefix" : "truncated_payload");
""",
        """\
            if (payload.length > limit) throw new Refused("frame_too_large");
            return java.nio.ByteBuffer.allocate(4 + payload.length).order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length).put(payload).array();
""",
    ),
    "csharp": (
        """\
        pending = pending.Concat(piece).ToArray();
        while (pending.Length >= 4)
        {
            int length = BitConverter.ToInt32(pending, 0);
            if (length < 0) throw new Refused("negative_length");
            if ((ulong)length > limit) throw new Refused("frame_too_large");
            if (pending.Length - 4 < length) return;
            byte[] payload = pending.Skip(4).Take(length).ToArray();
            pending = pending.Skip(4 + length).ToArray();
            give(payload);
        }
""",
        """\
        if (pending.Length > 0) throw new Refused(pending.Length < 4 ? "truncated_prefix" : "truncated_payload");
""",
        """\
        if ((ulong)payload.Length > limit) throw new Refused("frame_too_large");
        return BitConverter.GetBytes(payload.Length).Concat(payload).ToArray();
""",
    ),
    "erlang": (
        """\
feed(Piece, Pending, Limit, Give) -> frames(<<Pending/binary, Piece/binary>>, Limit, Give).
frames(<<Length:32/signed-little, _/binary>>, _, _) when Length < 0 -> throw(negative_length);
frames(<<Length:32/little, _/binary>>, Limit, _) when Length > Limit -> throw(frame_too_large);
frames(<<Length:32/little, Payload:Length/binary, Rest/binary>>, Limit, Give) -> Give(Payload), frames(Rest, Limit, Give);
frames(Rest, _, _) -> Rest.
""",
        """\
finish(<<>>) -> ok;
finish(<<_:32, _/binary>>) -> throw(truncated_payload);
finish(_) -> throw(truncated_prefix).
""",
        """\
encode(Payload, Limit) when byte_size(Payload) > Limit -> throw(frame_too_large);
encode(Payload, _) -> <<(byte_size(Payload)):32/little, Payload/binary>>.
""",
    ),
    "cpp": (
        """\
        pending += piece;
        while (pending.size() >= 4) {
            std::int32_t length = 0;
            for (int i = 3; i >= 0; --i) length = static_cast<std::int32_t>(std::uint32_t(length) << 8 | (pending[i] & 255));
            if (length < 0) throw refused{"negative_length"};
            if (std::uint64_t(length) > limit) throw refused{"frame_too_large"};
            if (pending.size() - 4 < std::size_t(length)) return;
            const std::string payload = pending.substr(4, length);
            pending.erase(0, 4 + length);
            give(payload);
        }
""",
        """\
        if (!pending.empty()) throw refused{pending.size() < 4 ? "truncated_prefix" : "truncated_payload"};
""",
        """\
        if (payload.size() > limit) throw refused{"frame_too_large"};
        std::string head;
        for (int i = 0; i < 4; ++i) head += static_cast<char>(payload.size() >> 8 * i);
        return head + payload;
""",
    ),
    "c": (
        """\
    memcpy(c->pending + c->size, piece, size);
    c->size += size;
    while (c->size >= 4) {
        const unsigned char* p = c->pending;
        const uint32_t length = p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
        if (length >> 31) return "negative_length";
        if (length > c->limit) return "frame_too_large";
        if (c->size - 4 < length) break;
        give(p + 4, length);
        c->size -= 4 + length;
        memmove(c->pending, c->pending + 4 + length, c->size);
    }
""",
        """\
    if (c->size) return c->size < 4 ? "truncated_prefix" : "truncated_payload";
""",
        """\
    if (size > c->limit) return "frame_too_large";
    const unsigned char head[4] = {size & 255, size >> 8 & 255, size >> 16 & 255, size >> 24 & 255};
    put(head, 4), put(payload, size);
""",
    ),
}

FAULTS = {
    "python": ("self.pending += piece", "self.pending = piece"),
    "javascript": ("Buffer.concat([this.pending, piece])", "piece"),
    "ruby": ("@pending += piece", "@pending = piece"),
    "perl": ("$pending .= $piece", "$pending = $piece"),
    "go": ("append(c.pending, piece...)", "piece"),
    "rust": ("self.pending.extend(piece)", "self.pending = piece.to_vec()"),
    "java": ("pending = all;", "pending = piece;"),
    "csharp": ("pending.Concat(piece).ToArray()", "piece"),
    "erlang": ("<<Pending/binary, Piece/binary>>, Limit, Give)", "<<(binary:part(Pending, 0, 0))/binary, Piece/binary>>, Limit, Give)"),
    "cpp": ("pending += piece;", "pending = piece;"),
    "c": ("memcpy(c->pending + c->size, piece, size);", "memcpy(c->pending + (c->size = 0), piece, size);"),
}

# The programs that each needs; without one of them it is left out.
TOOLS = {
    "python": ["python3"], "javascript": ["node"], "ruby": ["ruby"], "perl": ["perl"], "go": ["go"], "rust": ["rustc"],
    "java": ["java", "javac"], "csharp": ["mcs", "mono"], "erlang": ["escript"], "cpp": ["g++"], "c": ["cc"],
}  # fmt: skip
