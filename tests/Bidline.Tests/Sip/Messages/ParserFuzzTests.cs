using System.Diagnostics;
using Bidline.Sip.Messages;
using CsCheck;
using Shouldly;
using Xunit;
using static Bidline.Tests.Sip.Messages.Given;

namespace Bidline.Tests.Sip.Messages;

public sealed class ParserFuzzTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    private static readonly byte[][] Seeds =
    [
        Bytes(Invite),
        Bytes(InvitePlus("Record-Route: <sip:a;lr>, <sip:b;lr>\nSession-Expires: 90;refresher=uac\nP-Asserted-Identity: <tel:+13055550101>")),
        Bytes(InviteWith("Content-Length", "Content-Length: 12") + "v=0\no=- 1 1 "),
        Bytes("SIP/2.0 200 OK\nVia: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1.2.3;received=1.2.3.4\n"
            + "f: <sip:a@b>;tag=1\nt: \"q\\\"\" <sip:c@d>;tag=2\ni: x\nCSeq: 1 INVITE\nl: 0\n\n"),
    ];

    [Fact]
    public void No_mutation_makes_the_parser_throw_or_leave_its_buffer()
    {
        var random = new Random(20261124);
        var message = new SipMessage();
        var clock = Stopwatch.StartNew();
        for (var count = 0; clock.Elapsed < Time; count++)
        {
            var bytes = Mutate(Seeds[count % Seeds.Length], random);
            var verdict = SipParser.Parse(message, bytes, 0, bytes.Length);
            if (verdict == ParseVerdict.Ok) Touch(message);
        }
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Gen.Int[1, 2000000000], Gen.String[Gen.Char['a', 'z'], 1, 20], Gen.String[Gen.Char['0', '9'], 1, 15], Gen.Int[0, 255])
            .Sample((sequence, token, user, hops) =>
            {
                var writer = new SipWriter(new byte[2000]);
                writer.Add("OPTIONS sip:"u8);
                writer.AddText(user);
                writer.Add("@192.0.2.7 SIP/2.0\r\nVia: SIP/2.0/TCP h:1;branch="u8);
                writer.AddText(token);
                writer.Add("\r\nFrom: <sip:x@y>;tag="u8);
                writer.AddText(token);
                writer.Line();
                writer.Header("To"u8, "<sip:z@y>"u8);
                writer.Header("Call-ID"u8, Bytes(token));
                writer.Header("Max-Forwards"u8, hops);
                writer.Add("CSeq: "u8);
                writer.Add(sequence);
                writer.Add(" OPTIONS\r\n"u8);
                writer.Body("text/plain"u8, Bytes(user));

                Parse(writer.Written.ToArray(), out var read).ShouldBe(ParseVerdict.Ok);
                (read.CSeq, read.MaxForwards, Text(read.CallId)).ShouldBe((sequence, hops, token));
                (Text(read.Branch), Text(read.FromTag), Text(read.Body)).ShouldBe((token, token, user));
            });

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 4; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 2: bytes.Insert(at, "\r\n :;,<>\"\\@=[]%/?\0"u8[random.Next(18)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(0, Math.Min(at, random.Next(60)))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Reads everything that the edge reads of a message that passed.</summary>
    private static void Touch(SipMessage message)
    {
        _ = message.Branch.Length + message.SentBy.Length + message.Body.Length + message.FromTag.Length + message.ToTag.Length;
        for (var i = 0; i < message.HeaderCount; i++)
        {
            if (NameAddress.TryRead(message.Value(i), out var address)) SipUri.TryRead(address.Uri, out _);
            SipText.TryParameter(message.Value(i), "tag"u8, out _, out _);
            message.Lists(message.Headers[i].Id, "timer"u8);
        }
    }
}
