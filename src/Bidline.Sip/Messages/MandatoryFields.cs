namespace Bidline.Sip.Messages;

/// <summary>Reads the fields that every message must have (RFC 3261 8.1.1) and blames what is missing or unreadable.</summary>
internal static class MandatoryFields
{
    private const int CallIdMax = 256;

    /// <summary>
    /// With a Via there is somebody to answer, whatever else is missing (RFC 4475 3.3.1); but never an ACK.
    /// </summary>
    public static bool CanBeAnswered(SipMessage message) => message.Method != SipMethod.Ack;

    public static void Check(SipMessage message)
    {
        if (message.CallId.Length is 0 or > CallIdMax || message.CallId.IndexOfAny((byte)' ', (byte)'\t') >= 0)
            message.Blame(400, "Call-ID is missing or too long");
        message.FromTagRange = Party(message, message.FromIndex, "From cannot be read");
        message.ToTagRange = Party(message, message.ToIndex, "To cannot be read");
        CheckSequence(message);
        CheckMaxForwards(message);
        if (message.BranchRange.Length > 256) message.Blame(400, "Branch is too long");
    }

    private static TextRange Party(SipMessage message, int index, string fault)
    {
        var value = message.Value(index);
        if (!NameAddress.TryRead(value, out var address) || SipText.ElementEnd(value) < value.Length)
        {
            message.Blame(400, fault);
            return new TextRange(message.UriRange.Offset, 0);
        }

        var found = SipText.TryParameter(address.Parameters, "tag"u8, out var offset, out var length);
        var start = message.Headers[index].Offset + address.ParametersAt;
        if (found && (length is 0 or > 256)) message.Blame(400, fault);
        return new TextRange(start + offset, length);
    }

    private static void CheckSequence(SipMessage message)
    {
        var value = message.Value(message.CSeqIndex);
        var end = value.IndexOfAny((byte)' ', (byte)'\t');
        if (end <= 0 || !SipText.TryNumber(value[..end], int.MaxValue, out var number))
        {
            message.Blame(400, "CSeq cannot be read");
            return;
        }

        var method = SipText.Trim(value[end..]);
        message.CSeq = number;
        message.CSeqMethod = SipMethods.Read(method);
        if (message.IsRequest && !method.SequenceEqual(message.At(message.MethodRange)))
            message.Blame(400, "CSeq has another method");
    }

    private static void CheckMaxForwards(SipMessage message)
    {
        var index = message.Find(HeaderId.MaxForwards);
        if (index < 0) return;
        if (SipText.TryNumber(message.Value(index), 255, out var hops)) message.MaxForwards = (int)hops;
        else message.Blame(400, "Max-Forwards cannot be read");
    }
}
