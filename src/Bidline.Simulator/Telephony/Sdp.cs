using System.Globalization;
using System.Net;

namespace Bidline.Simulator.Telephony;

/// <summary>The little of SDP that a G.711 telephone needs.</summary>
internal static class Sdp
{
    public const string Type = "application/sdp";

    private static readonly int[] KnownCodecs = [0, 8];

    public static string Offer(IPEndPoint media) => Write(media, "0 8 101",
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n");

    public static string Answer(IPEndPoint media, int payloadType) => Write(
        media,
        payloadType.ToString(CultureInfo.InvariantCulture),
        payloadType == 0 ? "a=rtpmap:0 PCMU/8000\r\n" : "a=rtpmap:8 PCMA/8000\r\n");

    /// <summary>Where the other side wants its sound, and in which codec; null when it names none we speak.</summary>
    public static (IPEndPoint Media, int PayloadType)? Read(string body)
    {
        IPAddress? address = null;
        int? port = null;
        int? codec = null;
        foreach (var line in body.Split('\n', StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ');
            if (line.StartsWith("c=IN IP", StringComparison.Ordinal) && words.Length == 3)
                _ = IPAddress.TryParse(words[2], out address);
            if (!line.StartsWith("m=audio ", StringComparison.Ordinal) || words.Length < 4) continue;
            if (int.TryParse(words[1], CultureInfo.InvariantCulture, out var value)) port = value;
            codec = words.Skip(3)
                .Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var each) ? each : -1)
                .Where(KnownCodecs.Contains)
                .Cast<int?>()
                .FirstOrDefault();
        }

        return address is not null && port is > 0 and < 65536 && codec is { } known
            ? (new IPEndPoint(address, port.Value), known)
            : null;
    }

    private static string Write(IPEndPoint media, string formats, string attributes) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            v=0
            o=- 1 1 IN IP4 {media.Address}
            s=-
            c=IN IP4 {media.Address}
            t=0 0
            m=audio {media.Port} RTP/AVP {formats}

            """).ReplaceLineEndings("\r\n") + attributes + "a=ptime:20\r\na=sendrecv\r\n";
}
