using Bidline.Sip.Transport;

namespace Bidline.Sip.Messages;

/// <summary>Where one header field lies in the buffer of its message.</summary>
internal struct HeaderField
{
    public HeaderId Id;
    public int NameOffset;
    public int NameLength;
    public int Offset;
    public int Length;
}


/// <summary>
/// A message as offsets into one buffer: no strings and no objects per header. One instance is filled again and again
/// by <see cref="SipParser"/>; what must outlive the next message is copied out.
/// </summary>
internal sealed class SipMessage
{
    public const int HeadersMax = 100;

    public byte[] Buffer { get; set; } = [];

    public HeaderField[] Headers { get; } = new HeaderField[HeadersMax];

    public int HeaderCount { get; set; }

    /// <summary>Who sent it, and by which transport.</summary>
    public Peer Source { get; set; }

    public bool IsRequest { get; set; }

    public SipMethod Method { get; set; }

    /// <summary>0 for a request.</summary>
    public int Status { get; set; }

    public TextRange MethodRange { get; set; }

    public TextRange UriRange { get; set; }

    public TextRange BodyRange { get; set; }

    /// <summary>What a malformed request is answered with; 0 when it is well formed.</summary>
    public int FaultStatus { get; set; }

    /// <summary>Says what was wrong, for the reason phrase; constant text only.</summary>
    public string Fault { get; set; } = "";

    public int ViaIndex { get; set; }

    public int FromIndex { get; set; }

    public int ToIndex { get; set; }

    public int CallIdIndex { get; set; }

    public int CSeqIndex { get; set; }

    public int ContactIndex { get; set; }

    public long CSeq { get; set; }

    public SipMethod CSeqMethod { get; set; }

    /// <summary>-1 when absent.</summary>
    public int MaxForwards { get; set; }

    /// <summary>Length of the first element of the first Via.</summary>
    public int ViaLength { get; set; }

    public TextRange BranchRange { get; set; }

    public TextRange SentByRange { get; set; }

    /// <summary>5060 when the Via names no port.</summary>
    public int SentByPort { get; set; }

    /// <summary>Offset in the message just after a bare "rport" of the first Via, or -1.</summary>
    public int ReturnPortAt { get; set; }

    public TextRange FromTagRange { get; set; }

    public TextRange ToTagRange { get; set; }

    public ReadOnlySpan<byte> Uri => At(UriRange);

    public ReadOnlySpan<byte> Body => At(BodyRange);

    public ReadOnlySpan<byte> Branch => At(BranchRange);

    public ReadOnlySpan<byte> SentBy => At(SentByRange);

    public ReadOnlySpan<byte> FromTag => At(FromTagRange);

    public ReadOnlySpan<byte> ToTag => At(ToTagRange);

    public ReadOnlySpan<byte> From => Value(FromIndex);

    public ReadOnlySpan<byte> To => Value(ToIndex);

    public ReadOnlySpan<byte> CallId => Value(CallIdIndex);

    public ReadOnlySpan<byte> At(TextRange range) => Buffer.AsSpan(range.Offset, range.Length);

    /// <summary>Empty for index -1.</summary>
    public ReadOnlySpan<byte> Value(int index) =>
        index < 0 ? default : Buffer.AsSpan(Headers[index].Offset, Headers[index].Length);

    public ReadOnlySpan<byte> Value(HeaderId id) => Value(Find(id));

    public ReadOnlySpan<byte> Name(int index) => Buffer.AsSpan(Headers[index].NameOffset, Headers[index].NameLength);

    /// <summary>Index of the first header of that kind from <paramref name="from"/> on, or -1.</summary>
    public int Find(HeaderId id, int from = 0)
    {
        for (var i = from; i < HeaderCount; i++)
        {
            if (Headers[i].Id == id) return i;
        }

        return -1;
    }

    /// <summary>Index of the first header of that exact name, any case, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < HeaderCount; i++)
        {
            if (SipText.Is(Name(i), name)) return i;
        }

        return -1;
    }

    /// <summary>True when a comma list of that header (all its fields together) holds the token.</summary>
    public bool Lists(HeaderId id, ReadOnlySpan<byte> token)
    {
        for (var i = Find(id); i >= 0; i = Find(id, i + 1))
        {
            foreach (var part in Value(i).Split((byte)','))
            {
                if (SipText.Is(SipText.Trim(Value(i)[part]), token)) return true;
            }
        }

        return false;
    }

    public void Clear(byte[] buffer, int offset)
    {
        Buffer = buffer;
        HeaderCount = 0;
        IsRequest = false;
        Method = CSeqMethod = SipMethod.Unknown;
        Status = FaultStatus = ViaLength = 0;
        Fault = "";
        ViaIndex = FromIndex = ToIndex = CallIdIndex = CSeqIndex = ContactIndex = -1;
        CSeq = MaxForwards = ReturnPortAt = -1;
        SentByPort = 5060;
        var none = new TextRange(offset, 0);
        MethodRange = UriRange = BodyRange = BranchRange = SentByRange = FromTagRange = ToTagRange = none;
    }

    public void Blame(int status, string fault)
    {
        if (FaultStatus != 0) return;
        FaultStatus = status;
        Fault = fault;
    }
}
