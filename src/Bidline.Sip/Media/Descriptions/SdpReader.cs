using System.Collections.Immutable;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>Reads one body line by line, within limits, and picks the first audio stream that we can take part in.</summary>
internal sealed class SdpReader
{
    private const int BytesMax = 16 * 1024;
    private const int LinesMax = 400;
    private const int StreamsMax = 16;

    private readonly List<SdpStream> _streams = new(1);
    private SdpAddress _address;
    private MediaDirection _direction = MediaDirection.SendReceive;

    public SdpProblem Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesMax)
        {
            return SdpProblem.TooLarge;
        }

        if (!body.StartsWith("v=0"u8))
        {
            return SdpProblem.Malformed;
        }

        for (int lines = 0; !body.IsEmpty; lines++)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? body : body[..end]).TrimEnd((byte)'\r');
            body = end < 0 ? default : body[(end + 1)..];
            if (lines >= LinesMax)
            {
                return SdpProblem.TooLarge;
            }

            SdpProblem problem = ReadLine(line);
            if (problem != SdpProblem.None)
            {
                return problem;
            }
        }

        return Judge();
    }

    public SdpMedia Chosen()
    {
        int line = _streams.FindIndex(stream => stream.IsUsable);
        SdpStream stream = _streams[line];
        SdpAddress address = stream.Address.IsGiven ? stream.Address : _address;
        MediaDirection direction = stream.Direction ?? _direction;
        ImmutableArray<SdpOtherLine> others = _streams.Count == 1
            ? []
            : [.. _streams.Where((_, i) => i != line).Select(other => other.AsOther())];
        MediaAddress rtp = address.IsEmpty ? default : address.Value.WithPort(stream.Port);
        MediaAddress rtcp = address.IsEmpty ? default : stream.Rtcp(address.Value);
        return new SdpMedia(
            rtp,
            rtcp,
            stream.Codecs,
            stream.TelephoneEvent,
            stream.PacketMilliseconds,
            address.IsEmpty ? WithoutListening(direction) : direction,
            line,
            others);
    }

    private static MediaDirection WithoutListening(MediaDirection direction) =>
        direction.Sends() ? MediaDirection.SendOnly : MediaDirection.Inactive;

    private SdpProblem ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return SdpProblem.None;
        }

        if (line.Length < 2 || line[1] != '=' || line.ContainsAnyInRange((byte)0, (byte)8))
        {
            return SdpProblem.Malformed;
        }

        ReadOnlySpan<byte> value = line[2..];
        return (char)line[0] switch
        {
            'm' => ReadStream(value),
            'c' => ReadAddress(value),
            'a' when _streams.Count > 0 => _streams[^1].ReadAttribute(value),
            'a' => ReadDirection(value),
            _ => SdpProblem.None,
        };
    }

    private SdpProblem ReadStream(ReadOnlySpan<byte> value)
    {
        if (_streams.Count >= StreamsMax)
        {
            return SdpProblem.TooLarge;
        }

        if (!SdpStream.TryRead(value, out SdpStream? stream))
        {
            return SdpProblem.Malformed;
        }

        _streams.Add(stream);
        return SdpProblem.None;
    }

    private SdpProblem ReadAddress(ReadOnlySpan<byte> value)
    {
        SdpAddress address = SdpAddress.Read(value);
        if (_streams.Count > 0)
        {
            _streams[^1].Address = address;
        }
        else
        {
            _address = address;
        }

        return SdpProblem.None;
    }

    private SdpProblem ReadDirection(ReadOnlySpan<byte> value)
    {
        _direction = SdpStream.DirectionOf(value) ?? _direction;
        return SdpProblem.None;
    }

    private SdpProblem Judge()
    {
        SdpStream? usable = _streams.Find(stream => stream.IsUsable);
        if (usable is not null)
        {
            SdpAddress address = usable.Address.IsGiven ? usable.Address : _address;
            return address.IsGood ? SdpProblem.None : SdpProblem.NoAddress;
        }

        return _streams.Exists(stream => stream is { IsAudio: true, IsPlain: true }) ? SdpProblem.NoCodec
            : _streams.Exists(stream => stream is { IsAudio: true, IsSecure: true }) ? SdpProblem.SecureOnly
            : SdpProblem.NoAudio;
    }
}
