using Bidline.Sip.Messages;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// DTMF in INFO: becomes RFC 4733 where the other leg takes that, else an INFO that is written anew.
/// </summary>
internal static class Digits
{
    private const int MillisecondsUsual = 160;
    private const int MillisecondsMax = 5000;

    public static void Take(EdgeCore core, CallLeg leg, SipMessage info)
    {
        var type = SipText.BeforeParameters(info.Value(HeaderId.ContentType));
        var isRelay = SipText.Is(type, "application/dtmf-relay"u8);
        if (!isRelay && !SipText.Is(type, "application/dtmf"u8))
        {
            core.Stateless.SendInDialog(leg, info, 415, "Unsupported Media Type", "Accept: application/dtmf-relay\r\n"u8);
            return;
        }

        core.Stateless.SendInDialog(leg, info, 200, "OK");
        var digit = isRelay ? Field(info.Body, "Signal"u8) : SipText.Trim(info.Body.TrimEnd("\r\n"u8));
        if (digit.Length != 1 || "0123456789*#ABCD"u8.IndexOf(digit[0]) < 0) return;
        var known = SipText.TryNumber(Field(info.Body, "Duration"u8), MillisecondsMax, out var milliseconds);
        Pass(core, leg, (char)digit[0], known && milliseconds > 0 ? (int)milliseconds : MillisecondsUsual);
    }

    private static void Pass(EdgeCore core, CallLeg from, char digit, int milliseconds)
    {
        var call = from.Call;
        var to = from.IsCaller ? call.Current?.Leg : call.Caller;
        if (call.HasEnded || to is not { IsUp: true } || call.Bridge is not { } bridge) return;
        if (to.Said is { TelephoneEvent: not null }) bridge.SendDigit(to.Side, digit, milliseconds);
        else SendInfo(core, to, digit, milliseconds);
    }

    private static void SendInfo(EdgeCore core, CallLeg to, char digit, int milliseconds)
    {
        var body = new SipWriter(stackalloc byte[60]);
        body.Add("Signal="u8);
        body.AddText([digit]);
        body.Add("\r\nDuration="u8);
        body.Add(milliseconds);
        body.Line();
        var branch = ++to.Call.LastBranch;
        var sequence = ++to.LocalSequence;
        var writer = core.Requests.Begin(to, SipMethod.Info, branch, sequence);
        writer.Body("application/dtmf-relay"u8, body.Written);
        core.Transactions.Start(ref writer, to, SipMethod.Info, branch, sequence);
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        foreach (var part in body.Split((byte)'\n'))
        {
            var line = body[part];
            var equals = line.IndexOf((byte)'=');
            if (equals > 0 && SipText.Is(SipText.Trim(line[..equals]), name))
                return line[(equals + 1)..].Trim(" \t\r"u8);
        }

        return default;
    }
}
