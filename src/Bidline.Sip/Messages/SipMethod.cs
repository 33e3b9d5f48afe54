namespace Bidline.Sip.Messages;

/// <summary>The methods that have a name in an RFC. <see cref="Unknown"/> is answered with 501.</summary>
internal enum SipMethod : byte
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Info,
    Update,
    Prack,
    Refer,
    Notify,
    Subscribe,
    Message,
    Publish,
}

internal static class SipMethods
{
    /// <summary>Sent with 200 to OPTIONS, with 405, and in dialogs.</summary>
    public static ReadOnlySpan<byte> AllowLine => "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE\r\n"u8;

    /// <summary>Method names are case-sensitive (RFC 3261 7.1).</summary>
    public static SipMethod Read(ReadOnlySpan<byte> text) => text.Length switch
    {
        3 when text.SequenceEqual("ACK"u8) => SipMethod.Ack,
        3 when text.SequenceEqual("BYE"u8) => SipMethod.Bye,
        4 when text.SequenceEqual("INFO"u8) => SipMethod.Info,
        5 when text.SequenceEqual("PRACK"u8) => SipMethod.Prack,
        5 when text.SequenceEqual("REFER"u8) => SipMethod.Refer,
        6 when text.SequenceEqual("INVITE"u8) => SipMethod.Invite,
        6 when text.SequenceEqual("CANCEL"u8) => SipMethod.Cancel,
        6 when text.SequenceEqual("UPDATE"u8) => SipMethod.Update,
        6 when text.SequenceEqual("NOTIFY"u8) => SipMethod.Notify,
        7 when text.SequenceEqual("OPTIONS"u8) => SipMethod.Options,
        7 when text.SequenceEqual("MESSAGE"u8) => SipMethod.Message,
        7 when text.SequenceEqual("PUBLISH"u8) => SipMethod.Publish,
        8 when text.SequenceEqual("REGISTER"u8) => SipMethod.Register,
        9 when text.SequenceEqual("SUBSCRIBE"u8) => SipMethod.Subscribe,
        _ => SipMethod.Unknown,
    };

    public static ReadOnlySpan<byte> Name(this SipMethod method) => method switch
    {
        SipMethod.Invite => "INVITE"u8,
        SipMethod.Ack => "ACK"u8,
        SipMethod.Bye => "BYE"u8,
        SipMethod.Cancel => "CANCEL"u8,
        SipMethod.Options => "OPTIONS"u8,
        SipMethod.Info => "INFO"u8,
        SipMethod.Update => "UPDATE"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "We never send that method."),
    };
}
