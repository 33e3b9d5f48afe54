using System.Text;
using Bidline.Sip.Transport;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Transport;

public sealed class TcpFramingTests
{
    [Theory]
    [InlineData("OPTIONS x\r\nContent-Length: 3\r\n\r\nabc", TcpFraming.Verdict.Complete)]
    [InlineData("OPTIONS x\r\nl : 3\r\n\r\nabcOPTIONS", TcpFraming.Verdict.Complete)]
    [InlineData("OPTIONS x\r\nContent-Length: 3\r\n\r\nab", TcpFraming.Verdict.Incomplete)]
    [InlineData("OPTIONS x\r\nContent-Le", TcpFraming.Verdict.Incomplete)]
    [InlineData("OPTIONS x\r\nVia: y\r\n\r\n", TcpFraming.Verdict.Broken)]
    [InlineData("OPTIONS x\r\nContent-Length: 99999\r\n\r\n", TcpFraming.Verdict.Broken)]
    [InlineData("OPTIONS x\r\nContent-Length: 4294967296\r\n\r\n", TcpFraming.Verdict.Broken)]
    [InlineData("OPTIONS x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", TcpFraming.Verdict.Broken)]
    public void A_stream_is_cut_by_content_length(string stream, object verdict) =>
        TcpFraming.TryRead(Encoding.ASCII.GetBytes(stream), out _).ShouldBe((TcpFraming.Verdict)verdict);

    [Fact]
    public void A_header_that_never_ends_is_cut_off() =>
        TcpFraming.TryRead(new byte[TcpFraming.FrameMax], out _).ShouldBe(TcpFraming.Verdict.Broken);
}
