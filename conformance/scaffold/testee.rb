# SPDX-License-Identifier: MIT
# A testee for cleave-conformance: fill the three holes, then: cleave-conformance --testee 'ruby testee.rb'
require 'json'

LAYOUT, HEADER = 'python_int', 4 # the layout that your codec speaks, and the bytes of its header

class Refused < StandardError; end # an error by its name: negative_length, frame_too_large, truncated_prefix, ...

class Codec
  def initialize(limit)
    @limit, @pending = limit, ''.b # the largest payload that is taken; the bytes of a frame that is not whole
  end

  def feed(piece)
    # HOLE 1, feed: piece has arrived. yield payload for each frame that is whole now, or raise Refused, 'frame_too_large'.
    nil
  end

  def finish
    # HOLE 2, finish: the stream has ended. Within a frame: raise Refused, 'truncated_prefix' or 'truncated_payload'.
    nil
  end

  def encode(payload)
    # HOLE 3, encode: return the bytes of the frame, or raise Refused, 'frame_too_large'.
    payload
  end
end

def hex(bytes) = bytes.unpack1('H*')

def run(asked)
  decodes, layout = asked['role'] == 'frame_decoder', asked['layout']
  is_mine = (decodes || asked['role'] == 'frame_encoder') && layout['name'] == LAYOUT
  return { seq: asked['seq'], unsupported: 'not this role, layout or option' } unless is_mine && asked['options'].empty?

  codec, events, start, total, now = Codec.new(layout['max_payload']), [], 0, 0, 0
  begin
    asked['deliveries'].map { |text| [text].pack('H*') }.each do |piece|
      total += piece.bytesize
      if decodes
        codec.feed(piece) do |payload|
          events.push([now, "begin #{payload.bytesize}"], [now, "data x'#{hex(payload)}'"], [now, 'end'])
          start += HEADER + payload.bytesize
        end
      else
        events.push([now, "send x'#{hex(codec.encode(piece))}'"])
      end
      now += 1
    end
    codec.finish if asked['end'] != 'open' && decodes
  rescue Refused => e
    at = decodes ? " at=#{e.message.start_with?('truncated') ? total : start}" : ''
    events.push([now, "error #{e.message}#{at}"])
  end
  { seq: asked['seq'], events: events }
end

$stdout.sync = true
started = { type: 'started', name: 'my codec', roles: %w[frame_decoder frame_encoder], frames: 'whole', layouts: [LAYOUT] }
$stdin.each_line do |line|
  asked = JSON.parse(line)
  break if asked['type'] == 'stop'

  puts JSON.generate(asked['type'] == 'start' ? started : run(asked))
end
