using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Payouts;

public sealed class PainFileTests
{
    private static readonly BankAccount Us = new("Exchange & Söhne GmbH", "DE89370400440532013000", null, "DEUTDEFF");
    private static readonly XNamespace Ns = PainFile.Namespace;

    [Fact]
    public void A_batch_is_a_file_that_the_schema_accepts()
    {
        var text = PainFile.Write(Batch("EUR"), Us);

        Complaints(text).ShouldBeEmpty();
        var payment = XDocument.Parse(text).Descendants(Ns + "PmtInf").Single();
        (payment.Element(Ns + "NbOfTxs")!.Value, payment.Element(Ns + "CtrlSum")!.Value).ShouldBe(("2", "150.75"));
        payment.Descendants(Ns + "InstdAmt").Select(amount => amount.Value).ShouldBe(["100.50", "50.25"]);
        payment.Descendants(Ns + "Nm").Select(name => name.Value).ShouldBe(
            ["Exchange . Sohne GmbH", "Zeta Media", "Zoe .. Co"]);
        payment.Element(Ns + "ReqdExctnDt")!.Value.ShouldBe("2026-04-15");
        payment.Descendants(Ns + "SvcLvl").Single().Value.ShouldBe("SEPA");
    }

    [Theory]
    [InlineData("USD", "100.50")]
    [InlineData("JPY", "100")]
    [InlineData("KWD", "100.500")]
    public void Amounts_have_the_decimals_of_their_currency(string currency, string amount)
    {
        var text = PainFile.Write(Batch(currency), Us with { Iban = null, Number = "000123456789" });

        Complaints(text).ShouldBeEmpty();
        text.ShouldContain($"<InstdAmt Ccy=\"{currency}\">{amount}</InstdAmt>");
        text.ShouldNotContain("SEPA");
    }

    [Fact]
    public void What_was_cancelled_is_not_sent_and_the_same_batch_gives_the_same_bytes()
    {
        var batch = Batch("EUR");
        var cancelled = batch with { Payouts = [batch.Payouts[0], batch.Payouts[1] with { State = PayoutState.Cancelled }] };

        PainFile.Write(cancelled, Us).ShouldContain("<CtrlSum>100.50</CtrlSum>");
        PainFile.Write(batch, Us).ShouldBe(PainFile.Write(Batch("EUR"), Us));
    }

    [Theory]
    [InlineData("<ReqdExctnDt>", "<ReqdExctnDt><Dt>2026-04-15</Dt></ReqdExctnDt><ReqdExctnDt>")]
    [InlineData("DEUTDEFF", "DEUT")]
    [InlineData("<EndToEndId>", "<EndToEndId>0123456789")]
    public void The_schema_would_notice(string piece, string by) =>
        Complaints(PainFile.Write(Batch("EUR"), Us).Replace(piece, by)).ShouldNotBeEmpty();

    private static List<string> Complaints(string text)
    {
        var complaints = new List<string>();
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(
            Path.Combine(SourceTree.Root, "tests/Bidline.Tests/Billing/Payouts/pain.001.001.09.subset.xsd"));
        schemas.Add(PainFile.Namespace, schema);
        XDocument.Parse(text).Validate(schemas, (_, complaint) => complaints.Add(complaint.Message));
        return complaints;
    }

    private static PayoutBatch Batch(string code)
    {
        var currency = Currency.Parse(code);
        var amount = code == "JPY" ? 100m : 100.50m;
        return new PayoutBatch(
            "pob_0198c0de0000700080000000000000aa", currency, new DateTimeOffset(2026, 4, 12, 9, 30, 0, TimeSpan.Zero),
            "key:Books", new DateOnly(2026, 4, 15),
            [
                new Payout("pay_0198c0de0000700080000000000000ab", new PublisherId("zeta"), Money.FromUnits(amount, currency),
                    new BankAccount("Zeta Media", "GB82WEST12345698765432", null, "WESTGB2LXXX"), PayoutState.Open, null),
                new Payout("pay_0198c0de0000700080000000000000ac", new PublisherId("zoe"), Money.FromUnits(code == "JPY" ? 50 : amount / 2, currency),
                    new BankAccount("Zoë && Co", "NL91ABNA0417164300", null, null), PayoutState.Open, null),
            ]);
    }
}
