using Bidline.Sip.Dialogs;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Dialogs;

public sealed class SipHashTests
{
    /// <summary>The test vector of the SipHash paper, appendix A: key 00..0f, message 00..0e.</summary>
    [Fact]
    public void It_is_siphash_2_4() => new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908)
        .Of(Enumerable.Range(0, 15).Select(i => (byte)i).ToArray())
        .ShouldBe(0xa129ca6149be45e5UL);

    [Fact]
    public void Another_key_gives_another_hash() =>
        SipHash.WithFreshKey().Of(1).ShouldNotBe(SipHash.WithFreshKey().Of(1));
}
