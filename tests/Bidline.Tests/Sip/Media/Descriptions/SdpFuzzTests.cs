using System.Text;
using Bidline.Sip.Media.Descriptions;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Descriptions;

public sealed class SdpFuzzTests
{
    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Bodies.Usual.Length - 1], Gen.Int[0, 40], Gen.Byte.Array[0, 40], Gen.Int[0, Bodies.Usual.Length - 1],
        (at, cut, inserted, repeatFrom) =>
        {
            byte[] body = Encoding.ASCII.GetBytes(Bodies.Usual);
            return (byte[])[.. body[..at], .. inserted, .. body[Math.Min(at + cut, body.Length)..], .. body[repeatFrom..]];
        });

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Gen.Byte.Array[0, 400].Sample(bytes => { Sdp.TryParse([.. "v=0\n"u8, .. bytes], out _, out _); }, iter: 20_000);

    [Fact]
    public void A_mutated_offer_is_refused_or_answered_line_by_line() =>
        Mutated.Sample(
            body =>
            {
                if (Sdp.TryParse(body, out SdpMedia? offer, out _))
                {
                    string answer = Bodies.Answer(offer, Sdp.TermsAlone(offer));
                    answer.Split("\r\nm=").Length.ShouldBe(offer.Others.Length + 2);
                    Bodies.Parse(answer).Codecs[0].ShouldBe(offer.Codecs[0]);
                }
            },
            iter: 20_000);
}
