using Bidline.Primitives;
using Bidline.Tracking;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class VisitTicketsTests
{
    private static readonly PoolId Site = new("site");
    private static readonly VisitTickets Tickets = new(new byte[32]);

    private static readonly VisitTicket Ticket =
        new(VisitorId.New(TimeProvider.System), VisitId.New(TimeProvider.System));

    [Fact]
    public void A_ticket_reads_back_in_its_pool_and_in_no_other()
    {
        var text = Tickets.Write(Site, Ticket);

        Tickets.Read(Site, text).ShouldBe(Ticket);
        Tickets.Read(new PoolId("sit"), text).ShouldBeNull();
        new VisitTickets("another installation"u8).Read(Site, text).ShouldBeNull();
    }

    [Fact]
    public void A_ticket_with_one_character_changed_is_refused() =>
        Gen.Select(Gen.Int[0, 63], Gen.Char.AlphaNumeric).Sample((at, letter) =>
        {
            var text = Tickets.Write(Site, Ticket);
            var forged = text[..at] + letter + text[(at + 1)..];
            return forged == text || Tickets.Read(Site, forged) is null;
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("visit_0197b0de000070008000012345678900")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../../etc/passwd\0<script>")]
    public void What_is_no_ticket_is_refused(string? text) => Tickets.Read(Site, text).ShouldBeNull();
}
