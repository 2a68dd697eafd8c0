// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: mcs Testee.cs && cleave-conformance --testee 'mono Testee.exe'
// With .NET: dotnet new console, this file in place of Program.cs, dotnet build; the testee is the program in bin.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

class Refused : Exception // an error by its name: negative_length, frame_too_large, truncated_prefix, ...
{
    public Refused(string name) : base(name) { }
}

class Codec
{
    readonly ulong limit; // the largest payload that is taken
    byte[] pending = { }; // the bytes of a frame that is not whole

    public Codec(ulong limit) { this.limit = limit; }

    public void Feed(byte[] piece, Action<byte[]> give)
    {
        // HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or throw new Refused("frame_too_large").
        return;
    }

    public void Finish()
    {
        // HOLE 2, finish: the stream has ended. Within a frame: throw new Refused("truncated_prefix") or "truncated_payload".
        return;
    }

    public byte[] Encode(byte[] payload)
    {
        // HOLE 3, encode: return the bytes of the frame, or throw new Refused("frame_too_large").
        return payload;
    }
}

static class Testee
{
    const string Layout = "python_int"; // the layout that your codec speaks,
    const int Header = 4; // and the bytes of its header

    // The value of "name" in a line of the contract, whose shape is fixed.
    static string Get(string line, string name)
    {
        var found = Regex.Match(line, "\"" + name + "\":(?:\"([^\"]*)\"|\\[([^\\]]*)\\]|(\\d+))");
        return found.Groups[1].Value + found.Groups[2].Value + found.Groups[3].Value;
    }

    static string Hex(byte[] bytes) { return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant(); }
    static byte[] Bytes(string hex)
    {
        return Enumerable.Range(0, hex.Length / 2).Select(i => Convert.ToByte(hex.Substring(2 * i, 2), 16)).ToArray();
    }

    static string Run(string line)
    {
        string role = Get(line, "role"), seq = "{\"seq\":" + Get(line, "seq");
        bool decodes = role == "frame_decoder";
        if (!decodes && role != "frame_encoder" || Get(line, "name") != Layout || !line.Contains("\"options\":{}"))
            return seq + ",\"unsupported\":\"not this role, layout or option\"}";
        var codec = new Codec(ulong.Parse(Get(line, "max_payload")));
        var events = new List<string>();
        int begin = 0, total = 0, now = 0;
        Action<string> show = text => events.Add("[" + now + ",\"" + text + "\"]");
        try
        {
            foreach (Match text in Regex.Matches(Get(line, "deliveries"), "\"(\\w*)\""))
            {
                byte[] piece = Bytes(text.Groups[1].Value);
                total += piece.Length;
                if (!decodes) show("send x'" + Hex(codec.Encode(piece)) + "'");
                else codec.Feed(piece, payload =>
                {
                    show("begin " + payload.Length);
                    show("data x'" + Hex(payload) + "'");
                    show("end");
                    begin += Header + payload.Length;
                });
                ++now;
            }
            if (decodes && Get(line, "end") != "open") codec.Finish();
        }
        catch (Refused why)
        {
            show("error " + why.Message + (decodes ? " at=" + (why.Message.StartsWith("truncated") ? total : begin) : ""));
        }
        return seq + ",\"events\":[" + string.Join(",", events) + "]}";
    }

    static void Main()
    {
        for (string line; (line = Console.ReadLine()) != null && Get(line, "type") != "stop";)
            Console.WriteLine(Get(line, "type") != "start" ? Run(line)
                : "{\"type\":\"started\",\"name\":\"my codec\",\"roles\":[\"frame_decoder\",\"frame_encoder\"],"
                + "\"frames\":\"whole\",\"layouts\":[\"" + Layout + "\"]}");
    }
}
